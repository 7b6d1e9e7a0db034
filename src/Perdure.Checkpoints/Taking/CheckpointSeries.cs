using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Store;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Taking;

/// <summary>
/// Checkpoints of one program, one after the other. Each reads and stores only what was written since the last one, and is whole by itself: it refers to chunks, not to
/// checkpoints, so any may be deleted. Used by one thread at a time.
/// </summary>
public sealed class CheckpointSeries : IDisposable
{
    // Each checkpoint adds a pack to the list of its image; a full one begins anew.
    private const int MostPacks = 256;
    private readonly ImageStore _store;
    private readonly Pid _root;
    private readonly KeptMemory _kept;
    private readonly bool _ownsTracer;
    private TracerThread _tracer;
    private CheckpointId? _last;

    /// <summary>Begins a series; nothing is touched before the first checkpoint.</summary>
    /// <param name="store">Where to keep them.</param>
    /// <param name="root">The program's first process.</param>
    /// <param name="keeper">Whose the program's threads are, if they stay seized between checkpoints.</param>
    public CheckpointSeries(ImageStore store, Pid root, SeizedThreads? keeper = null)
    {
        _store = store;
        _root = root;
        _ownsTracer = keeper is null;
        _tracer = keeper?.Tracer ?? new TracerThread();
        _kept = new KeptMemory(keeper);
    }

    /// <summary>Takes the next one. If that fails the program runs on as it was, and the one after it reads everything again.</summary>
    /// <param name="options">How.</param>
    /// <param name="progress">Is told how far it is.</param>
    public CheckpointOutcome Take(CheckpointOptions options, IProgress<CheckpointProgress>? progress)
    {
        using var earlier = OpenLast();
        if (earlier is null)
            _tracer.Run(_kept.Clear);
        try
        {
            // Chunks are identified at once, so that equal ones of other checkpoints and programs are not written again.
            var outcome = CheckpointTaker.Take(_store, _root, options with { Compression = ImageCompression.Small }, progress, _tracer, _kept, earlier);
            _last = outcome.Entry.Id;
            return outcome;
        }
        catch
        {
            _last = null;
            throw;
        }
        finally
        {
            LetGoOfAll();

            // The tables of an image are tens of megabytes for a large program, and nobody waits now.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tracer.Run(_kept.Dispose);
        if (_ownsTracer)
            _tracer.Dispose();
    }

    /// <summary>
    /// A process that was seized as it began to end is a zombie of its tracer's, for which its parent waits in vain; one that did not stop in time stops later. A tracer that ends sets both right: the kernel
    /// lets go of all that it has. Where the threads stay seized, their keeper sees both.
    /// </summary>
    private void LetGoOfAll()
    {
        if (!_ownsTracer || !_tracer.Run(Wait.BuryEnded))
            return;
        _tracer.Dispose();
        _tracer = new TracerThread();
    }

    /// <summary>The last checkpoint, if it is still there. While it is open nobody frees its chunks.</summary>
    private ImageReader? OpenLast()
    {
        if (_last is not { } id || _kept.IsEmpty)
            return null;
        try
        {
            var last = _store.OpenImage(id);
            if (last.PackCount < MostPacks && last.HasPacks)
                return last;
            last.Dispose();
        }
        catch (PerdureException)
        {
            // It was deleted, or is damaged: the next one has to stand on its own.
        }

        return null;
    }
}
