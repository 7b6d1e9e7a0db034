using System.Diagnostics;
using Perdure.Kernel.Calls;
using Perdure.Store;

namespace Perdure.Checkpoints.Lazy;

/// <summary>
/// The threads that fill address spaces: some for pages that somebody waits for, and others, of low priority, that fetch the rest, first
/// what lies near a page that was waited for and then in order.
/// </summary>
internal sealed class MissingPageServer
{
    private const int FaultThreads = 2;
    private const int BackgroundNice = 10;
    private const int Neighbours = 3;

    // While somebody waits for pages, he is likely to wait for more in a moment, and has the processors and the disk for himself; but not for ever.
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan s_quietAtFirst = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMilliseconds(20);

    private readonly ImageReader _reader;
    private readonly Action _spaceIsDone;
    private readonly object _gate = new();
    private readonly Queue<(ServedSpace Space, ulong Page, bool IsWrite)> _faults = new();
    private readonly Queue<int> _near = new();
    private ServedSpace[] _spaces = [];
    private int _next;
    private bool _mayFetch;
    private long _quietUntil;

    /// <param name="reader">The image.</param>
    /// <param name="spaceIsDone">Is told, on any thread, that some space has become done.</param>
    public MissingPageServer(ImageReader reader, Action spaceIsDone)
    {
        _reader = reader;
        _spaceIsDone = spaceIsDone;
    }

    /// <summary>Starts the threads.</summary>
    public void Start()
    {
        for (var index = 0; index < FaultThreads; index++)
            Start("missing pages", ServeFaults);
        for (var index = 0; index < Math.Clamp(Environment.ProcessorCount, 1, 8); index++)
            Start("prefetch", Fetch);
    }

    /// <summary>From here on pages are fetched that nobody waits for.</summary>
    /// <param name="delay">A while from now.</param>
    public void BeginFetching(TimeSpan delay)
    {
        if (delay > TimeSpan.Zero)
        {
            Start("delay", () =>
            {
                Thread.Sleep(delay);
                BeginFetching(TimeSpan.Zero);
            });
            return;
        }

        lock (_gate)
        {
            _mayFetch = true;
            _quietUntil = In(s_quietAtFirst);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The spaces to be served are these now.</summary>
    public void SetSpaces(IEnumerable<ServedSpace> spaces)
    {
        lock (_gate)
        {
            _spaces = [.. spaces];
            _next = 0;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Somebody waits for a page.</summary>
    public void AddFault(ServedSpace space, ulong page, bool isWrite)
    {
        lock (_gate)
        {
            _faults.Enqueue((space, page, isWrite));
            _quietUntil = Math.Max(_quietUntil, In(s_quiet));
            Monitor.PulseAll(_gate);
        }
    }

    private static void Start(string name, Action work) => new Thread(() => work()) { Name = name, IsBackground = true }.Start();

    private void ServeFaults()
    {
        var copier = new PageCopier(_reader);
        while (true)
        {
            var (space, page, isWrite) = TakeFault();
            var chunk = copier.ServeFault(space, page, isWrite);
            if (chunk >= 0 && !space.HasAll(chunk))
            {
                copier.CopyChunk(space, chunk);
                AddNear(chunk);
            }

            if (space.IsDone)
                _spaceIsDone();
        }
    }

    private (ServedSpace Space, ulong Page, bool IsWrite) TakeFault()
    {
        lock (_gate)
        {
            while (_faults.Count == 0)
                Monitor.Wait(_gate);
            return _faults.Dequeue();
        }
    }

    private void AddNear(int chunk)
    {
        lock (_gate)
        {
            for (var next = chunk + 1; next <= chunk + Neighbours && next < _reader.ChunkCount; next++)
                _near.Enqueue(next);
        }
    }

    private void Fetch()
    {
        _ = Scheduling.SetNice(default, BackgroundNice);
        var copier = new PageCopier(_reader);
        while (true)
        {
            var (chunk, spaces) = TakeChunk();
            AwaitQuiet();
            copier.ServeChunk(chunk, spaces);
            if (spaces.Any(space => space.IsDone))
                _spaceIsDone();
        }
    }

    private void AwaitQuiet()
    {
        var end = In(s_longestWait);
        while (Stopwatch.GetTimestamp() < Math.Min(Volatile.Read(ref _quietUntil), end))
            Thread.Sleep(1);
    }

    private static long In(TimeSpan time) => Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);

    private (int Chunk, ServedSpace[] Spaces) TakeChunk()
    {
        lock (_gate)
        {
            while (true)
            {
                if (_mayFetch && TryNext(out var chunk))
                    return (chunk, _spaces);
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>
    /// The next chunk that some space misses. One that another thread is busy with may come twice, which does no harm: the kernel fills no
    /// page a second time.
    /// </summary>
    private bool TryNext(out int chunk)
    {
        while (_near.TryDequeue(out chunk))
        {
            if (IsMissed(chunk))
                return true;
        }

        while (_next < _reader.ChunkCount)
        {
            chunk = _next++;
            if (IsMissed(chunk))
                return true;
        }

        return false;
    }

    private bool IsMissed(int chunk) => Array.Exists(_spaces, space => !space.HasAll(chunk) && !space.IsDone);
}
