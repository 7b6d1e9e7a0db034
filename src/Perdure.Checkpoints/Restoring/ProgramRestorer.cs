using System.Diagnostics;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Lazy;
using Perdure.Checkpoints.Verifying;
using Perdure.Store;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Restoring;

/// <summary>Brings programs back from their checkpoints.</summary>
public static class ProgramRestorer
{
    /// <summary>Whether a program can come back only in a pid namespace of its own.</summary>
    /// <param name="store">Where the checkpoint is.</param>
    /// <param name="id">Which.</param>
    public static bool NeedsOwnPids(ImageStore store, CheckpointId id)
    {
        using var reader = store.OpenImage(id);
        return ProgramImageJson.FromBytes(reader.ReadSection(SectionKind.Program)).OwnPidNamespace;
    }

    /// <summary>What a restore of it would lack on this machine, each in a sentence: kernel, processor, programs and libraries by build id, open files. Nothing is touched.</summary>
    /// <param name="store">Where the checkpoint is.</param>
    /// <param name="id">Which.</param>
    public static IReadOnlyList<string> Lacks(ImageStore store, CheckpointId id)
    {
        using var reader = store.OpenImage(id);
        using var restoring = new ProgramRestoring(reader, Inventory.Read(reader), new RestoreOptions(), null, null);
        return restoring.Lacks();
    }

    /// <summary>Restores one. If anything fails, what was built of it is gone again.</summary>
    /// <param name="store">Where the checkpoint is.</param>
    /// <param name="id">Which.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Is told how far it is.</param>
    public static RestoreOutcome Restore(ImageStore store, CheckpointId id, RestoreOptions options, IProgress<CheckpointProgress>? progress) =>
        Restore(() => store.OpenImage(id), () => new ImagePlace(store.Directory, store.StemOf(id), id.Value), options, progress);

    /// <summary>The same for a process that was told which file, and does not ask the catalog.</summary>
    public static RestoreOutcome Restore(ImagePlace image, RestoreOptions options, IProgress<CheckpointProgress>? progress) =>
        Restore(() => ImageStore.ReopenImage(image.Directory, image.Stem, new CheckpointId(image.Id)), () => image, options, progress);

    private static RestoreOutcome Restore(Func<ImageReader> open, Func<ImagePlace> place, RestoreOptions options, IProgress<CheckpointProgress>? progress)
    {
        var watch = Stopwatch.StartNew();
        using var tracer = new TracerThread();
        tracer.Prepare(Preparation.Run);
        using var reader = open();
        var inventory = Inventory.Read(reader);
        using var lazy = options.Lazy && LazyRestore.IsPossible() ? LazyRestore.Start(place(), inventory, reader) : null;
        return tracer.Run(RestoreHere, meanwhile: () => lazy?.ChooseEarly());

        RestoreOutcome RestoreHere()
        {
            using var restoring = new ProgramRestoring(reader, inventory, options, lazy, progress);
            return restoring.Run(watch);
        }
    }
}
