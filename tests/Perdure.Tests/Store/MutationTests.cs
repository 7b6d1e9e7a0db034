using System.Diagnostics;
using Perdure.Kernel;
using Perdure.Store;
using Perdure.Store.Bytes;
using Perdure.Store.Codecs;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Store;

/// <summary>
/// 100,000 damaged images (or as many as 20 seconds allow): an error or right bytes, never a crash, a hang, or much memory.
/// </summary>
public sealed class MutationTests : IDisposable
{
    private const int Mutants = 100_000;
    private const long AllocationLimit = 4 << 20;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(20);
    private readonly ScratchStore _scratch = new(inMemory: true);
    private readonly byte[][] _chunks = [Pages.Words(1, 4096), Pages.Letters(2, 4096), Pages.Noise(3, 4096), Pages.Words(4, 8192)];
    private readonly byte[] _into = new byte[ImageLimits.ChunkBytes];
    private readonly Dictionary<ulong, byte[]> _pages = [];
    private readonly CatalogEntry _entry;
    private readonly byte[] _image;
    private readonly byte[] _pack;

    public MutationTests()
    {
        // Of the page of chunk 1 only some blocks are new: the victim has patches, and the chunk that they stand upon.
        var map = new PageMap(3);
        map.Add(new PageRun(5, 1, new ChunkIndex(0), 0));
        map.Add(new PageRun(7, 1, new ChunkIndex(1), 0));
        var graph = new PatchGraph();
        var first = Write(writer => ScratchStore.Add(writer, _chunks[0]), writer => ScratchStore.Add(writer, _chunks[1]), writer => writer.AddPageMaps([map]));
        map.BecomeEarlier();
        using var earlier = _scratch.Store.OpenImage(first.Id);
        _entry = Write(
            writer => writer.GoOnFrom(earlier, graph),
            writer => map.Add(new PageRun(9, 2, ScratchStore.Add(writer, _chunks[3]), 0)),
            writer => ScratchStore.Add(writer, _chunks[2]),
            writer => map.Add(new PageRun(7, 1, PatchSamples.Add(writer, _chunks[1], new ChunkIndex(1), 0), 0)),
            writer => writer.AddPageMaps([map, new PageMap(4)]),
            writer => writer.AddSection(SectionKind.Program, [1, 2, 3]));
        (_pages[5], _pages[7], _pages[9], _pages[10]) = (_chunks[0], PatchSamples.Patched(_chunks[1]), _chunks[3][..4096], _chunks[3][4096..]);
        _image = File.ReadAllBytes(ImagePath);
        _pack = File.ReadAllBytes(PackPath);
    }

    private string ImagePath => _scratch.Store.Layout.Image(_entry.Id.Value);

    private string PackPath => _scratch.Store.Layout.Pack(_entry.Id.Value);

    [Fact]
    public void Mutants_are_refused_or_right()
    {
        var seed = Environment.TickCount;
        var clock = Stopwatch.StartNew();
        var (refused, tried) = (0, 0);
        for (; tried < Mutants && clock.Elapsed < TimeLimit; tried++)
        {
            var random = new Random(seed + tried);
            var checksumsHold = Mutate(random);
            refused += TryRead(checksumsHold, seed + tried) ? 0 : 1;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{tried} mutants, {refused} refused, {clock.ElapsedMilliseconds} ms, first seed {seed}");
        Assert.InRange(refused, tried / 2, tried);
    }

    private CatalogEntry Write(params Action<ImageWriter>[] steps)
    {
        using var writer = _scratch.Store.Begin(new CheckpointLabel("victim", 1, "x"));
        foreach (var step in steps)
            step(writer);
        return writer.Commit(new ImageTotals(1, 1, 0));
    }

    /// <summary>
    /// Damages the files. True when their checksums are right again, so that other bytes than the first ones may be read.
    /// </summary>
    private bool Mutate(Random random)
    {
        var mutant = new MutantImage(_image, random);
        var (image, pack, mended) = (_image, _pack, true);
        switch (random.Next(6))
        {
            case 0:
                (image, mended) = (MutantImage.Damage(random, _image), false);
                break;
            case 1:
                (pack, mended) = (MutantImage.Damage(random, _pack), false);
                break;
            case 2:
                image = mutant.Build(damageTable: true, damageHeader: false);
                break;
            case 3:
                image = mutant.Build(damageTable: false, damageHeader: true);
                break;
            case 4:
                mutant.DamageSection();
                image = mutant.Build(damageTable: false, damageHeader: false);
                break;
            default:
                pack = MutantImage.Damage(random, _pack, keepLength: true);
                Mend(mutant, pack);
                image = mutant.Build(damageTable: false, damageHeader: false);
                break;
        }
        File.WriteAllBytes(ImagePath, image);
        File.WriteAllBytes(PackPath, pack);
        return mended;
    }

    /// <summary>Puts the checksums of the damaged pack into the chunk table, so that the decompressors meet the damage.</summary>
    private static void Mend(MutantImage mutant, byte[] pack)
    {
        var at = mutant.Sections.FindIndex(section => section.Kind == SectionKind.ChunkTable);
        var table = ChunkTable.Decode(mutant.Sections[at].Payload, "good");
        var records = table.Records.Select(record =>
        {
            if (record.Pack != 0)
                return record;
            var stored = pack.AsSpan((int)record.Offset, record.StoredLength);
            return record with { Sum = QuickSum.Of(stored), Hash = ChunkHash.Of(stored) };
        });
        mutant.Sections[at] = (SectionKind.ChunkTable, (table with { Records = [.. records] }).Encode());
    }

    private bool TryRead(bool checksumsHold, int seed)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using var reader = _scratch.Store.OpenImage(_entry.Id);
            foreach (var kind in reader.Image.Kinds)
                reader.ReadSection(kind);
            for (var chunk = 0; chunk < reader.ChunkCount; chunk++)
                reader.CheckChunk(new ChunkIndex(chunk), _into);
            foreach (var run in reader.ReadPageMaps().SelectMany(map => map.Runs))
            {
                reader.ReadChunk(run.Chunk, _into, run.PagesOfChunk);
                for (var page = 0U; page < run.PageCount && !checksumsHold; page++)
                    Assert.True(_into.AsSpan((int)(run.PageInChunk + page) * 4096, 4096).SequenceEqual(_pages[run.FirstPage + page]), $"wrong bytes, seed {seed}");
            }

            return true;
        }
        catch (PerdureException)
        {
            return false;
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException($"seed {seed}: {e.GetType().Name}", e);
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, AllocationLimit);
        }
    }

    public void Dispose() => _scratch.Dispose();
}
