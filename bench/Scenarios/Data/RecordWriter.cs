using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Perdure.Scenarios.Data;

/// <summary>
/// The values of the redis servers: JSON as a shop would keep it, two thirds user sessions and one third products, 440 to 1,700 bytes each.
/// Record n depends on the seed and n alone, so a restored server can be checked against it. Not thread-safe.
/// </summary>
internal sealed class RecordWriter(int seed) : IDisposable
{
    private readonly Vocabulary _vocabulary = new(seed);
    private readonly ArrayBufferWriter<byte> _bytes = new(4096);
    private readonly Utf8JsonWriter _json = new(Stream.Null, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The record's text; valid until the next call.</summary>
    public ReadOnlySpan<byte> Write(int index)
    {
        var draw = new Draw(_vocabulary, new Random(Mix(seed, index)));
        _bytes.ResetWrittenCount();
        _json.Reset(_bytes);
        _json.WriteStartObject();
        if (draw.Chance(67))
            WriteSession(index, draw);
        else
            WriteProduct(index, draw);
        _json.WriteEndObject();
        _json.Flush();
        return _bytes.WrittenSpan;
    }

    public void Dispose() => _json.Dispose();

    private void WriteSession(int index, Draw draw)
    {
        _json.WriteString("type", "session");
        _json.WriteString("sid", draw.Hex(16));
        WriteUser(index, draw);
        _json.WriteString("ip", draw.Address());
        _json.WriteString("agent", draw.Agent());
        _json.WriteString("created", draw.Time());
        _json.WriteString("seen", draw.Time());
        _json.WriteString("locale", draw.Pick("en-GB", "de-DE", "fr-FR", "es-ES", "pt-BR", "ja-JP"));
        _json.WriteStartArray("cart");
        for (var items = draw.Number(0, 6); items > 0; items--)
            WriteItem(draw);
        _json.WriteEndArray();
        _json.WriteString("csrf", draw.Base64(24));
        _json.WriteNumber("visits", draw.Number(1, 400));
        _json.WriteString("note", draw.Words(0, 30));
    }

    private void WriteUser(int index, Draw draw)
    {
        var (first, last) = (draw.Name(), draw.Name());
        _json.WriteStartObject("user");
        _json.WriteNumber("id", 100_000 + index);
        _json.WriteString("name", $"{first} {last}");
        _json.WriteString("mail", $"{first}.{last}{draw.Number(0, 1000)}@{draw.Name()}.example".ToLowerInvariant());
        _json.WriteString("plan", draw.Pick("free", "basic", "plus", "business"));
        _json.WriteBoolean("verified", draw.Chance(80));
        _json.WriteEndObject();
    }

    private void WriteItem(Draw draw)
    {
        _json.WriteStartObject();
        _json.WriteString("sku", draw.Sku());
        _json.WriteString("title", draw.Words(2, 5));
        _json.WriteNumber("quantity", draw.Number(1, 6));
        _json.WriteNumber("price", draw.Price());
        _json.WriteEndObject();
    }

    private void WriteProduct(int index, Draw draw)
    {
        _json.WriteString("type", "product");
        _json.WriteNumber("id", index);
        _json.WriteString("sku", draw.Sku());
        _json.WriteString("title", $"{draw.Name()} {draw.Words(1, 5)}");
        _json.WriteNumber("price", draw.Price());
        _json.WriteString("currency", "EUR");
        _json.WriteNumber("stock", draw.Number(0, 900));
        _json.WriteNumber("rating", draw.Number(100, 501) / 100m);
        _json.WriteString("updated", draw.Time());
        _json.WriteStartArray("tags");
        for (var tags = draw.Number(1, 6); tags > 0; tags--)
            _json.WriteStringValue(draw.Words(1, 2));
        _json.WriteEndArray();
        _json.WriteString("description", draw.Words(20, 150));
        _json.WriteNumber("grams", draw.Number(20, 9000));
        _json.WriteString("seller", draw.Name());
        _json.WriteNumber("ean", draw.ArticleNumber());
    }

    /// <summary>A mix of its own, because the framework's HashCode differs from run to run.</summary>
    private static int Mix(int seed, int index)
    {
        var mixed = (((ulong)(uint)seed << 32) | (uint)index) * 0x9E3779B97F4A7C15UL;
        mixed ^= mixed >> 29;
        return (int)((mixed * 0xBF58476D1CE4E5B9UL) >> 33);
    }
}
