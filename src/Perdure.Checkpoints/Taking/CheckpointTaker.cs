using System.Diagnostics;
using Perdure.Checkpoints.Image;
using Perdure.Kernel;
using Perdure.Kernel.Procfs;
using Perdure.Store;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Taking;

/// <summary>Takes checkpoints of running programs.</summary>
public static class CheckpointTaker
{
    /// <summary>Takes one. Whatever goes wrong, the program runs on as it was, and nothing of the attempt stays in the store.</summary>
    /// <param name="store">Where to keep it.</param>
    /// <param name="root">The program's first process.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Is told how far it is.</param>
    public static CheckpointOutcome Take(ImageStore store, Pid root, CheckpointOptions options, IProgress<CheckpointProgress>? progress)
    {
        using var tracer = new TracerThread();
        return Take(store, root, options, progress, tracer, kept: null, earlier: null);
    }

    /// <summary>The same, on a tracer thread that is there already, and maybe going on from an earlier checkpoint.</summary>
    /// <param name="store">Where to keep it.</param>
    /// <param name="root">The program's first process.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="tracer">The thread.</param>
    /// <param name="kept">What is known of the program's memory since the earlier checkpoint; null to keep nothing.</param>
    /// <param name="earlier">That checkpoint; null if there is none.</param>
    internal static CheckpointOutcome Take(
        ImageStore store, Pid root, CheckpointOptions options, IProgress<CheckpointProgress>? progress, TracerThread tracer, KeptMemory? kept, ImageReader? earlier)
    {
        var watch = Stopwatch.StartNew();
        TargetCheck.CheckKind(root);
        using var claim = TargetClaim.Of(ProcessTree.List(root, options.WholeTree), () => progress?.Report(new CheckpointProgress("waiting for another checkpoint of it", 0, 0)));
        TargetCheck.Check(root);
        var command = string.Join(' ', ProcWords.CommandLine(root).Or([]));
        var comm = ProcSettings.ThreadName(root.Leader).OrThrow($"read the name of process {root}");
        var route = WritingRoute.For(ResidentBytes(root, options.WholeTree), options.Compression);
        using var writer = store.Begin(new CheckpointLabel(options.Name ?? comm, root.Value, command.Length > 0 ? command : comm), route.Compression, route.Cached);
        if (kept is not null)
            writer.GoOnFrom(earlier, kept.Patches);
        return tracer.Run(TakeHere, meanwhile: Preparation.Run);

        CheckpointOutcome TakeHere()
        {
            using var taking = new ProgramTaking(writer, root, options, route, progress, kept);
            taking.Survey();
            taking.CopyWhileRunning();
            return taking.TakeInPause(watch);
        }
    }

    private static long ResidentBytes(Pid root, bool wholeTree) =>
        ProcessTree.List(root, wholeTree).Sum(pid => ProcStatus.Read(pid) is { Ok: true, Value: var status } ? (status.RssAnonKilobytes + status.RssShmemKilobytes + status.VmSwapKilobytes) << 10 : 0);
}
