using System.Diagnostics;
using Perdure.Kernel;
using Perdure.Kernel.Procfs;
using Perdure.Store;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Taking;

/// <summary>Takes checkpoints of running programs.</summary>
public static class CheckpointTaker
{
    private const long LargeKilobytes = 64 * 1024;

    /// <summary>Takes one. Whatever goes wrong, the program runs on as it was, and nothing of the attempt stays in the store.</summary>
    /// <param name="store">Where to keep it.</param>
    /// <param name="root">The program's first process.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Is told how far it is.</param>
    public static CheckpointOutcome Take(ImageStore store, Pid root, CheckpointOptions options, IProgress<CheckpointProgress>? progress)
    {
        var watch = Stopwatch.StartNew();
        TargetCheck.CheckKind(root);
        using var claim = TargetClaim.Of(ProcessTree.List(root, options.WholeTree), () => progress?.Report(new CheckpointProgress("waiting for another checkpoint of it", 0, 0)));
        TargetCheck.Check(root);
        var command = string.Join(' ', ProcWords.CommandLine(root).Or([]));
        var comm = ProcSettings.ThreadName(root.Leader).OrThrow($"read the name of process {root}");
        options = options with { Compression = options.Compression ?? CompressionFor(root, options.WholeTree) };
        using var writer = store.Begin(new CheckpointLabel(options.Name ?? comm, root.Value, command.Length > 0 ? command : comm), options.Compression.Value);
        using var tracer = new TracerThread();
        return tracer.Run(() =>
        {
            using var taking = new ProgramTaking(writer, root, options, progress);
            taking.Survey();
            taking.CopyWhileRunning();
            return taking.TakeInPause(watch);
        });
    }

    /// <summary>To compress a large program takes several times as long as to write it.</summary>
    private static ImageCompression CompressionFor(Pid root, bool wholeTree)
    {
        var kilobytes = ProcessTree.List(root, wholeTree).Sum(pid => ProcStatus.Read(pid) is { Ok: true, Value.RssAnonKilobytes: var resident } ? resident : 0);
        return kilobytes > LargeKilobytes ? ImageCompression.Deferred : ImageCompression.Inline;
    }
}
