using System.Buffers.Binary;
using Perdure.Kernel;
using Perdure.Store;
using Perdure.Store.Sealing;
using Perdure.Store.Transfer;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Store;

/// <summary>What whoever may write into an encrypted store, and has not its key, could try; and when a store becomes an encrypted one.</summary>
public sealed class SealedStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("perdure-sealed-").FullName;
    private readonly KeyFile _key;
    private readonly ImageStore _store;
    private readonly CatalogEntry _entry;

    public SealedStoreTests()
    {
        _key = MakeKey("key", 1);
        _store = ImageStore.Open(Path.Combine(_folder, "sealed"), _key);
        _entry = Save(_store, [1, 2, 3]);
    }

    private string ImagePath => _store.Layout.Image(_entry.Id.Value);

    [Fact]
    public void An_image_that_is_not_encrypted_is_refused_in_an_encrypted_store()
    {
        using var plain = ImageStore.Open(Path.Combine(_folder, "plain"));
        var forged = Save(plain, [7]);
        CopyFiles(plain, forged.Id, _store);
        using var store = ImageStore.Open(_store.Directory, _key);
        Assert.Equal(2, store.List().Count);
        Assert.Contains("is not encrypted, and its store is", Assert.Throws<PerdureException>(() => store.OpenImage(forged.Id)).Message, StringComparison.Ordinal);
        Assert.Contains("is not encrypted", Assert.Single(store.Verify(forged.Id).Problems), StringComparison.Ordinal);
        using var locked = ImageStore.Open(_store.Directory);
        Assert.Contains("is not encrypted", Assert.Throws<PerdureException>(() => locked.OpenImage(forged.Id)).Message, StringComparison.Ordinal);
        Assert.Contains("is not encrypted", Assert.Throws<PerdureException>(() => Receive(store, plain.Layout.Image(forged.Id.Value))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_encrypted_image_is_refused_in_a_plain_store_and_in_one_of_another_key()
    {
        using var plain = ImageStore.Open(Path.Combine(_folder, "plain"));
        using var other = ImageStore.Open(Path.Combine(_folder, "other"), _key);
        foreach (var (store, word) in ((ImageStore, string)[])[(plain, "is encrypted, and its store is not"), (other, "another key")])
        {
            Assert.Contains(word, Assert.Throws<PerdureException>(() => Receive(store, ImagePath)).Message, StringComparison.Ordinal);
            CopyFiles(_store, _entry.Id, store);
            using var reopened = ImageStore.Open(store.Directory);
            Assert.Contains(word, Assert.Throws<PerdureException>(() => reopened.OpenImage(_entry.Id)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("emptied")]
    [InlineData("cut")]
    [InlineData("zeros")]
    [InlineData("left out")]
    [InlineData("added")]
    public void Sections_are_the_ones_that_were_written(string how)
    {
        var image = new MutantImage(File.ReadAllBytes(ImagePath), new Random(1));
        var at = image.Sections.FindIndex(section => section.Kind == SectionKind.Program);
        switch (how)
        {
            case "left out":
                image.Sections.RemoveAt(at);
                break;
            case "added":
                image.Sections.Add((SectionKind.Files, image.Sections[at].Payload));
                break;
            default:
                image.Sections[at] = (SectionKind.Program, how switch { "emptied" => [], "cut" => image.Sections[at].Payload[..ImageLimits.SealedBytes], _ => new byte[ImageLimits.SealedBytes] });
                break;
        }

        File.WriteAllBytes(ImagePath, image.Build(damageTable: false, damageHeader: false));
        Assert.Contains("not the one that was written", Assert.Throws<PerdureException>(() => _store.OpenImage(_entry.Id)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_name_is_the_one_that_was_written()
    {
        var image = new MutantImage(File.ReadAllBytes(ImagePath), new Random(1));
        var at = image.Sections.FindIndex(section => section.Kind == SectionKind.Label);
        image.Sections[at] = (SectionKind.Label, LabelSection.Encode(_entry with { Name = "shop" }));
        File.WriteAllBytes(ImagePath, image.Build(damageTable: false, damageHeader: false));
        Assert.Contains("its label", Assert.Throws<PerdureException>(() => _store.OpenImage(_entry.Id)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_section_comes_back_and_an_image_that_moved_is_still_right()
    {
        var empty = Save(_store, []);
        using (var reader = _store.OpenImage(empty.Id))
            Assert.Empty(reader.ReadSection(SectionKind.Program));
        using var other = ImageStore.Open(Path.Combine(_folder, "other"), _key, _store.Seal);
        using (var outgoing = OutgoingImage.TryOpen(_store, _entry.Id)!)
        using (var incoming = new IncomingImage(other, outgoing.ImageFile))
        {
            foreach (var chunk in incoming.Move.Missing)
                incoming.AddChunk(chunk.Index, outgoing.ReadChunk(chunk.Index));
            Assert.True(incoming.Commit());
        }

        Assert.True(other.Verify(_entry.Id).Ok);
        using var there = other.OpenImage(_entry.Id);
        Assert.Equal([1, 2, 3], there.ReadSection(SectionKind.Program));
    }

    [Fact]
    public void An_image_of_the_format_whose_sections_nobody_can_judge_is_refused_by_name()
    {
        var bytes = File.ReadAllBytes(ImagePath);
        var header = ImageHeader.Decode(bytes.AsSpan(0, ImageHeader.Bytes), bytes.Length, "good");
        (header with { Version = 3 }).Encode().CopyTo(bytes, 0);
        File.WriteAllBytes(ImagePath, bytes);
        var refused = Assert.Throws<PerdureException>(() => _store.OpenImage(_entry.Id));
        Assert.Contains("in format 3", refused.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Unsupported, refused.ExitCode);
        Assert.Equal(_entry.Id, Assert.Single(_store.List()).Id);
        _store.Delete(_entry.Id);
    }

    [Fact]
    public void Without_the_key_a_chunk_of_patches_is_read_once_for_all_its_parts()
    {
        var page = Pages.Words(1, 4096);
        var map = new PageMap(3);
        var graph = new PatchGraph();
        CatalogEntry Write(Action<ImageWriter> write)
        {
            using var writer = _store.Begin(new CheckpointLabel("patched", 42, "command"));
            write(writer);
            return writer.Commit(new ImageTotals(1, 1, 1));
        }

        var pages = 2 * ImageLimits.PagesPerChunk;
        var first = Write(writer =>
        {
            writer.GoOnFrom(null, graph);
            map.Add(new PageRun(0, 1, ScratchStore.Add(writer, page), 0));
            writer.AddPageMaps([map]);
        });
        map.BecomeEarlier();
        using var earlier = _store.OpenImage(first.Id);
        var second = Write(writer =>
        {
            writer.GoOnFrom(earlier, graph);
            var chunk = PatchSamples.Add(writer, page, new ChunkIndex(0), 0, pages);
            map.Add(new PageRun(0, 1, chunk, 0));
            map.Add(new PageRun(1, 1, new ChunkIndex(chunk.Value + 1), 0));
            writer.AddPageMaps([map]);
        });
        using var locked = ImageStore.Open(_store.Directory);
        using var reader = locked.OpenImage(second.Id);
        var parts = Enumerable.Range(0, reader.ChunkCount).Where(at => reader.Chunks.Records[at].IsPatches).ToList();
        Assert.Equal(2, parts.Count);
        File.WriteAllBytes(_store.Layout.Pack(second.Id.Value), new byte[1 << 20]);
        Assert.Throws<PerdureException>(() => reader.CheckChunk(new ChunkIndex(parts[0]), []));
        Assert.Equal(reader.ChunkLength(new ChunkIndex(parts[1])), reader.CheckChunk(new ChunkIndex(parts[1]), []));
    }

    [Fact]
    public void A_store_without_checkpoints_becomes_what_comes_into_it()
    {
        var path = Path.Combine(_folder, "fresh");
        ImageStore.Open(path).Dispose();
        using (var adopted = ImageStore.Open(path, adopt: _store.Seal))
            Assert.Equal(_store.Seal.ToArray(), adopted.Seal.ToArray());
        ImageStore.Open(Path.Combine(_folder, "fresh2")).Dispose();
        using var own = ImageStore.Open(Path.Combine(_folder, "fresh2"), _key);
        Assert.False(own.Seal.IsEmpty);
        Assert.NotEqual(_store.Seal.ToArray(), own.Seal.ToArray());
    }

    [Fact]
    public void A_key_that_does_not_fit_what_comes_makes_nothing()
    {
        var path = Path.Combine(_folder, "fresh");
        var wrong = MakeKey("wrong", 2);
        Assert.Contains("another key", Assert.Throws<PerdureException>(() => ImageStore.Open(path, wrong, _store.Seal)).Message, StringComparison.Ordinal);
        Assert.Contains("not encrypted", Assert.Throws<PerdureException>(() => ImageStore.Open(path, wrong, ReadOnlyMemory<byte>.Empty)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(path));
    }

    [Fact]
    public void A_store_with_checkpoints_or_a_writer_at_work_does_not_become_an_encrypted_one()
    {
        var path = Path.Combine(_folder, "plain");
        using var plain = ImageStore.Open(path);
        using (plain.Begin(new CheckpointLabel("first", 1, "command")))
            Assert.Contains("before its first checkpoint", Assert.Throws<PerdureException>(() => ImageStore.Open(path, _key)).Hint, StringComparison.Ordinal);
        using (var adopted = ImageStore.Open(path, adopt: _store.Seal))
            Assert.False(adopted.Seal.IsEmpty);
        Assert.Contains("made an encrypted one", Assert.Throws<PerdureException>(() => plain.Begin(new CheckpointLabel("late", 1, "command"))).Message, StringComparison.Ordinal);

        using var full = ImageStore.Open(Path.Combine(_folder, "full"));
        Save(full, [1]);
        Assert.Throws<PerdureException>(() => ImageStore.Open(full.Directory, _key));
        using var same = ImageStore.Open(full.Directory, adopt: _store.Seal);
        Assert.True(same.Seal.IsEmpty);
    }

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static CatalogEntry Save(ImageStore store, byte[] section)
    {
        using var writer = store.Begin(new CheckpointLabel("name", 42, "command"));
        foreach (var chunk in Pages.Mixed(BinaryPrimitives.ReadInt32LittleEndian([.. section, 0, 0, 0, 0])))
            ScratchStore.Add(writer, chunk);
        writer.AddSection(SectionKind.Program, section);
        return writer.Commit(new ImageTotals(2, 5, 1234));
    }

    private static void Receive(ImageStore store, string image)
    {
        using var incoming = new IncomingImage(store, image);
    }

    private static void CopyFiles(ImageStore from, CheckpointId id, ImageStore to)
    {
        File.Copy(from.Layout.Pack(id.Value), to.Layout.Pack(id.Value));
        File.Copy(from.Layout.Image(id.Value), to.Layout.Image(id.Value));
    }

    private KeyFile MakeKey(string name, int seed)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, Pages.Noise(seed, 32));
        return KeyFile.Read(path);
    }
}
