using System.Security.Cryptography;
using Perdure.Store;
using Perdure.Store.Bytes;

namespace Perdure.Tests.Store;

/// <summary>Takes an image apart and puts it together again with right checksums, so that damage reaches the parsers behind them.</summary>
internal sealed class MutantImage
{
    private static readonly uint[] Nasty = [0, 1, 2, 63, 64, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffff0, 4096, 262144, 262145, 3_000_000];
    private readonly Random _random;
    private readonly int _version;

    public MutantImage(byte[] good, Random random)
    {
        _random = random;
        var header = ImageHeader.Decode(good.AsSpan(0, ImageHeader.Bytes), good.Length, "good");
        _version = header.Version;
        var cursor = new ByteCursor(good.AsSpan((int)header.TableOffset), "good");
        for (var i = 0; i < header.Sections; i++)
        {
            var section = SectionEntry.Decode(ref cursor, good.Length);
            Sections.Add((section.Kind, good.AsSpan((int)section.Offset, section.Length).ToArray()));
        }
    }

    public List<(SectionKind Kind, byte[] Payload)> Sections { get; } = [];

    /// <summary>Damages one section's payload.</summary>
    public void DamageSection()
    {
        var index = _random.Next(Sections.Count);
        Sections[index] = (Sections[index].Kind, Damage(_random, Sections[index].Payload));
    }

    /// <summary>The image's bytes; perhaps with damage in section table or header, whose checksums are right all the same.</summary>
    public byte[] Build(bool damageTable, bool damageHeader)
    {
        var body = new ByteBuilder().Raw(new byte[ImageHeader.Bytes]);
        var table = new ByteBuilder();
        foreach (var (kind, payload) in Sections)
        {
            new SectionEntry(kind, body.Written.Length, payload.Length, SHA256.HashData(payload)).Encode(table);
            body.Raw(payload);
        }
        var tableBytes = damageTable ? Damage(_random, table.Written.ToArray()) : table.Written.ToArray();
        var header = new ImageHeader(body.Written.Length + tableBytes.Length, body.Written.Length, Sections.Count, SHA256.HashData(tableBytes), _version).Encode();
        if (damageHeader)
        {
            var hashed = Damage(_random, header[8..64], keepLength: true);
            hashed.CopyTo(header, 8);
            SHA256.HashData(header.AsSpan(0, 64)).CopyTo(header, 64);
        }
        var bytes = body.Raw(tableBytes).Written.ToArray();
        header.CopyTo(bytes, 0);
        return bytes;
    }

    /// <summary>One to four damages: bits, nasty numbers, cuts, insertions, repetitions.</summary>
    public static byte[] Damage(Random random, byte[] bytes, bool keepLength = false)
    {
        bytes = [.. bytes];
        for (var times = random.Next(1, 5); times > 0 && bytes.Length > 0; times--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(keepLength ? 3 : 6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    BitConverter.GetBytes(Nasty[random.Next(Nasty.Length)]).AsSpan(0, Math.Min(4, bytes.Length - at)).CopyTo(bytes.AsSpan(at));
                    break;
                case 3:
                    bytes = bytes[..at];
                    break;
                case 4:
                    bytes = [.. bytes[..at], .. bytes[random.Next(bytes.Length)..]];
                    break;
                default:
                    bytes = [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]];
                    break;
            }
        }
        return bytes;
    }
}
