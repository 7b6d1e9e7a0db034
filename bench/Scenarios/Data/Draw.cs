using System.Globalization;

namespace Perdure.Scenarios.Data;

/// <summary>Field values drawn at random: ids, addresses, times, prices, texts. One record draws from one of these.</summary>
internal sealed class Draw(Vocabulary vocabulary, Random random)
{
    private static readonly string[] Agents =
    [
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{0}.0.{1}.{2} Safari/537.36",
        "Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_{2} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E{1} Safari/604.1",
        "ShopApp/{0}.{2} (Android 14; build {1})",
    ];

    public int Number(int least, int below) => random.Next(least, below);

    public bool Chance(int percent) => random.Next(100) < percent;

    public string Pick(params ReadOnlySpan<string> choices) => choices[random.Next(choices.Length)];

    public string Name() => vocabulary.NextName(random);

    public string Words(int least, int below) =>
        string.Join(' ', Enumerable.Range(0, random.Next(least, below)).Select(_ => vocabulary.Next(random)));

    public string Agent() => string.Format(
        CultureInfo.InvariantCulture, Agents[random.Next(Agents.Length)], random.Next(98, 131), random.Next(1000, 7000), random.Next(1, 9));

    public decimal Price() => random.Next(99, 40_000) / 100m;

    public string Sku() => $"{(char)('A' + random.Next(26))}{(char)('A' + random.Next(26))}-{random.Next(10_000, 99_999)}-{random.Next(100, 999)}";

    public string Address() => $"{random.Next(1, 224)}.{random.Next(256)}.{random.Next(256)}.{random.Next(1, 255)}";

    public string Time() => DateTime.UnixEpoch.AddSeconds(1_700_000_000 + random.Next(30_000_000)).AddMilliseconds(random.Next(1000))
        .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public string Hex(int bytes) => Convert.ToHexStringLower(Bytes(bytes));

    public string Base64(int bytes) => Convert.ToBase64String(Bytes(bytes));

    public long ArticleNumber() => random.NextInt64(1_000_000_000_000, 9_999_999_999_999);

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
