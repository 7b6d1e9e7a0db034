using FsCheck;
using FsCheck.Fluent;
using Perdure.Kernel;
using Perdure.Store;
using Perdure.Store.Bytes;
using Perdure.Store.Codecs;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Store;

/// <summary>Labels, chunk tables, checksums and codecs.</summary>
public sealed class FormatProperties
{
    private static readonly Arbitrary<byte[]> AnyBytes = ArbMap.Default.GeneratorFor<byte[]>().ToArbitrary();

    [Fact]
    public void A_label_comes_back() => Prop.ForAll(ArbMap.Default.GeneratorFor<string>().ToArbitrary(), text =>
    {
        // Text that is no Unicode can't come back; everything else does, up to the limit.
        var name = string.Concat((text ?? "").Where(letter => !char.IsSurrogate(letter)));
        var entry = new CatalogEntry(new CheckpointId("0123456789ab"), name, DateTimeOffset.FromUnixTimeMilliseconds(1234567), 9, name + name, 1, 2, 3, 4, 5);
        return LabelSection.Decode(LabelSection.Encode(entry), "test") == entry;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Long_texts_are_cut_at_a_letter()
    {
        var entry = new CatalogEntry(new CheckpointId("0123456789ab"), new string('ä', 2000), default(DateTimeOffset).AddYears(2000), 9, new string('€', 20000), 1, 2, 3, 4, 5);
        var decoded = LabelSection.Decode(LabelSection.Encode(entry), "test");
        Assert.Equal(new string('ä', ImageLimits.NameBytes / 2), decoded.Name);
        Assert.Equal(new string('€', ImageLimits.CommandBytes / 3), decoded.Command);
    }

    [Fact]
    public void Any_bytes_are_a_table_and_a_label_or_an_error() => Prop.ForAll(AnyBytes, bytes =>
    {
        Tolerate(() => ChunkTable.Decode(bytes, "test"));
        Tolerate(() => LabelSection.Decode(bytes, "test"));
        Tolerate(() => ImageHeader.Decode(bytes, bytes.Length, "test"));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_chunk_table_comes_back() => Prop.ForAll(Gen.Choose(1, ImageLimits.ChunkBytes).ArrayOf().ToArbitrary(), lengths =>
    {
        var records = lengths.Select((length, i) => new ChunkRecord(
            i % 2, i * 4096L, length, length, Codec.Raw, new QuickSum((ulong)i, 7), new ChunkHash((ulong)i, 2, 3, 4))).ToArray();
        var table = new ChunkTable(["0123456789ab", "zzzzzzzzzzzz"], records);
        var decoded = ChunkTable.Decode(table.Encode(), "test");
        return decoded.Records.SequenceEqual(records) && decoded.Packs.SequenceEqual(table.Packs);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_chunk_unpacks_to_itself() => Prop.ForAll(AnyBytes, Gen.Choose(1, 3000).ToArbitrary(), (seed, times) =>
    {
        var raw = Enumerable.Repeat(seed.Append((byte)times).ToArray(), times).SelectMany(part => part).Take(ImageLimits.ChunkBytes).ToArray();
        using var packer = new ChunkPacker(ImageLimits.ChunkBytes);
        using var unpacker = new ChunkUnpacker(ImageLimits.ChunkBytes);
        var stored = packer.Pack(raw, out var codec).ToArray();
        var back = new byte[raw.Length];
        return stored.Length <= raw.Length && unpacker.TryUnpack(codec, stored, back) && back.SequenceEqual(raw);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_checksum_sees_every_flipped_bit()
    {
        foreach (var length in (int[])[1, 7, 8, 31, 32, 33, 100, 4096, 4099])
        {
            var bytes = Pages.Noise(length, length);
            var sum = QuickSum.Of(bytes);
            for (var bit = 0; bit < length * 8; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.NotEqual(sum, QuickSum.Of(bytes));
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
            Assert.NotEqual(sum, QuickSum.Of([.. bytes, 0]));
        }
    }

    [Theory]
    [InlineData("0123456789ab", true)]
    [InlineData("0123456789a", false)]
    [InlineData("../../../etc", false)]
    [InlineData("0123456789aB", false)]
    [InlineData("0123456789al", false)]
    public void Only_ids_are_ids(string text, bool ok) => Assert.Equal(ok, CheckpointId.IsWellFormed(text));

    [Fact]
    public void Ids_sort_by_age()
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var ids = Enumerable.Range(0, 1000).Select(i => CheckpointId.New(start.AddMinutes(i * 1000)).Value).ToList();
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.All(ids, id => Assert.True(CheckpointId.IsWellFormed(id)));
    }

    private static void Tolerate(Action parse)
    {
        try
        {
            parse();
        }
        catch (PerdureException)
        {
            // An error is right.
        }
    }
}
