namespace Perdure.Scenarios.Data;

/// <summary>
/// Words that look like a language and are used like one: made of syllables, and the n-th is drawn about 1/n as often as the first (Zipf).
/// A list of real words would do as well, but none is on every machine.
/// </summary>
internal sealed class Vocabulary
{
    private const int WordCount = 12_000;

    private static readonly string[] Onsets =
    [
        "b", "br", "c", "ch", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pl", "pr", "qu", "r", "s", "sh", "st",
        "t", "th", "tr", "v", "w",
    ];

    private static readonly string[] Vowels = ["a", "e", "i", "o", "u", "ai", "ea", "ee", "io", "ou"];
    private static readonly string[] Codas = ["", "", "", "l", "m", "n", "nd", "ng", "r", "rt", "s", "st", "t", "ck"];

    private readonly string[] _words;
    private readonly double[] _cumulative;

    public Vocabulary(int seed)
    {
        var random = new Random(seed);
        _words = [.. MakeWords(random)];
        _cumulative = new double[_words.Length];
        var sum = 0.0;
        for (var rank = 0; rank < _words.Length; rank++)
            _cumulative[rank] = sum += 1.0 / (rank + 2.7);
    }

    /// <summary>A word, the common ones more often.</summary>
    public string Next(Random random)
    {
        var found = Array.BinarySearch(_cumulative, random.NextDouble() * _cumulative[^1]);
        return _words[Math.Min(found < 0 ? ~found : found, _words.Length - 1)];
    }

    /// <summary>A name: every word equally often, with a capital letter.</summary>
    public string NextName(Random random)
    {
        var word = _words[random.Next(_words.Length)];
        return char.ToUpperInvariant(word[0]) + word[1..];
    }

    private static HashSet<string> MakeWords(Random random)
    {
        var words = new HashSet<string>();
        while (words.Count < WordCount)
            words.Add(MakeWord(random, words.Count < 60 ? 1 : random.Next(1, 5)));
        return words;
    }

    private static string MakeWord(Random random, int syllables) => string.Concat(Enumerable.Range(0, syllables).Select(
        _ => Onsets[random.Next(Onsets.Length)] + Vowels[random.Next(Vowels.Length)] + Codas[random.Next(Codas.Length)]));
}
