/** How many edits turn one string into the other. */
export declare function levenshteinDistance(str1: string, str2: string): number;
