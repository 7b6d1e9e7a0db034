using System.Diagnostics;
using Perdure.Checkpoints;
using Perdure.Checkpoints.Comparing;
using Perdure.Checkpoints.Exports;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Restoring;
using Perdure.Checkpoints.Searching;
using Perdure.Checkpoints.Verifying;
using Perdure.Kernel;
using Perdure.Store;
using Perdure.Tests.Store;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Checkpoints;

/// <summary>
/// 20,000 images (or as many as 10 seconds allow) whose inventory was changed behind right checksums: verify, the plan of a restore and
/// the exports, searches and comparisons refuse them with a message or take them for good. They never crash.
/// </summary>
public sealed class InventoryMutationTests : IDisposable
{
    private const int Mutants = 20_000;
    private const int WholeEach = 100;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);
    private readonly SampleCheckpoint _sample = new();
    private readonly ImageReader _image;
    private readonly Inventory _good;
    private readonly byte[] _goodImage;
    private readonly byte[] _goodProgram;
    private readonly byte[] _goodFiles;
    private readonly string _folder = Directory.CreateDirectory("/dev/shm/perdure-mutants-" + Guid.NewGuid().ToString("n")).FullName;

    public InventoryMutationTests()
    {
        _image = _sample.Open();
        _good = Inventory.Read(_image);
        _goodImage = File.ReadAllBytes(_sample.ImagePath);
        _goodProgram = _image.ReadSection(SectionKind.Program);
        _goodFiles = _image.ReadSection(SectionKind.Files);
    }

    [Fact]
    public void The_sample_itself_is_good() => Assert.Empty(CheckpointVerifier.Verify(_sample.Store, _sample.Entry.Id));

    [Fact]
    public void Mutants_are_refused_or_taken_but_nothing_crashes()
    {
        var first = Environment.TickCount;
        var clock = Stopwatch.StartNew();
        var (refused, tried) = (0, 0);
        for (; tried < Mutants && clock.Elapsed < TimeLimit; tried++)
        {
            var random = new Random(first + tried);
            try
            {
                refused += tried % WholeEach == 0 ? UseWhole(random) : Refused(() => UseParts(random), out _) ? 1 : 0;
            }
            catch (Exception crash) when (crash is not PerdureException)
            {
                throw new InvalidOperationException($"seed {first + tried}: {crash.GetType().Name}: {crash.Message}", crash);
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{tried} mutants, {refused} refused, {clock.ElapsedMilliseconds} ms, first seed {first}");
        Assert.InRange(refused, tried / 3, tried);
    }

    public void Dispose()
    {
        _image.Dispose();
        _sample.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static byte[] Mutate(Random random, byte[] payload, bool isJson) =>
        isJson && random.Next(5) != 0 ? new JsonMutant(random).Change(payload) : MutantImage.Damage(random, payload);

    /// <summary>Decodes, checks and plans with one part changed; without the store's files in between, most mutants get here.</summary>
    private bool UseParts(Random random)
    {
        var (program, files) = (_good.Program, _good.Files);
        if (random.Next(2) == 0)
            program = ProgramImageJson.FromBytes(Mutate(random, _goodProgram, isJson: true));
        else
            files = FileTableJson.Decode(Mutate(random, _goodFiles, isJson: true));
        Plan(_image, Inventory.Check(program, files, [.. _good.Pages.Values], new ChunkLengths(_image)));
        return true;
    }

    /// <summary>The whole way from an image file: verify, read, plan, export. Answers 1 if it was refused.</summary>
    private int UseWhole(Random random)
    {
        var mutant = new MutantImage(_goodImage, random);
        var kind = random.Next(3) switch { 0 => SectionKind.Program, 1 => SectionKind.Files, _ => SectionKind.PackedPages };
        var at = mutant.Sections.FindIndex(section => section.Kind == kind);
        mutant.Sections[at] = (kind, Mutate(random, mutant.Sections[at].Payload, kind != SectionKind.PackedPages));
        File.WriteAllBytes(_sample.ImagePath, mutant.Build(damageTable: false, damageHeader: false));
        var problems = CheckpointVerifier.Verify(_sample.Store, _sample.Entry.Id);
        var refused = Refused(Export, out _);
        Assert.True(refused || problems.Count == 0, $"taken although verify finds wrong: {string.Join("; ", problems)}");
        return refused ? 1 : 0;
    }

    private static void Plan(ImageReader image, Inventory inventory)
    {
        using var restoring = new ProgramRestoring(image, inventory, new RestoreOptions(), null, null);
        _ = Refused(() => { restoring.Plan(); return true; }, out _);
    }

    private bool Export()
    {
        using var image = _sample.Open();
        Plan(image, Inventory.Read(image));
        _ = Refused(() => CoreExport.Write(image, null, Path.Combine(_folder, "core")), out _);
        _ = Refused(() => MemoryExport.Write(image, null, "[heap]", Path.Combine(_folder, "heap")), out _);
        _ = Refused(() => MemorySearch.Find(image, SearchPattern.OfText("word", ignoreCase: true, wide: true), null, 10), out _);
        _ = Refused(() => CheckpointComparer.Compare(_image, image), out _);
        _ = Refused(() => CheckpointComparer.Compare(image, _image), out _);
        var folder = Path.Combine(_folder, "files");
        _ = Refused(() => FilesExport.Write(image, folder), out _);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        return true;
    }

    private static bool Refused<T>(Func<T> act, out T? result)
    {
        try
        {
            result = act();
            return false;
        }
        catch (PerdureException)
        {
            result = default;
            return true;
        }
    }
}
