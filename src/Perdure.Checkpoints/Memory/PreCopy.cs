using System.Diagnostics.CodeAnalysis;
using Perdure.Kernel;
using Perdure.Kernel.Procfs;
using Perdure.Store;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Memory;

/// <summary>
/// The private pages of one process on their way into the image. For a large process most of them are copied while it runs: pages are
/// write-protected (asynchronously, nobody stops), copied, and copied again if written since; the pause then copies only what is left.
/// </summary>
internal sealed class PreCopy : IDisposable
{
    /// <summary>Below this, stopping for the copy is quicker than tracking writes.</summary>
    public const long WorthwhileBytes = 16 << 20;

    private const int PageShift = 12;
    private const ulong EndOfUserSpace = 1UL << (47 - 12);
    private readonly Pid _pid;
    private readonly PageScanner _scanner;
    private readonly ProcessPages _pages;
    private readonly PageHistory? _history;
    private ImageWriter _writer;
    private bool _isFirst = true;
    private PageCollector _running;
    private PageCollector _brisk;
    private PageCollector _stopped;
    private PageCollector _calm;
    private readonly List<PageRange> _own = [];
    private readonly List<MapEntry> _untrusted = [];
    private readonly SortedDictionary<ulong, byte[]> _sheltered = [];
    private WriteTracker? _tracker;

    /// <param name="pid">The process.</param>
    /// <param name="writer">The image.</param>
    /// <param name="pauseBuffers">Buffers for what is copied in the pause.</param>
    /// <param name="map">Where to note where the pages are.</param>
    /// <param name="isKept">Whether more images are to follow, which then keep only what is new in each page.</param>
    public PreCopy(Pid pid, ImageWriter writer, PageBufferPool pauseBuffers, PageMap map, bool isKept)
    {
        _history = isKept && BlockHasher.IsSupported ? new PageHistory() : null;
        _pid = pid;
        _scanner = new PageScanner(pid);
        _pages = new ProcessPages(pid);
        Map = map;
        Collect(writer, pauseBuffers);
    }

    /// <summary>Where the pages lie in the image.</summary>
    public PageMap Map { get; }

    /// <summary>Whether the process has the same memory as in the beginning, and has not executed another program.</summary>
    public bool IsCurrent => _pages.IsCurrent;

    /// <summary>Whether writes are tracked.</summary>
    public bool IsArmed => _tracker is not null;

    /// <summary>Bytes copied, some of them more than once.</summary>
    public long BytesRead => _running.BytesRead + _brisk.BytesRead + _stopped.BytesRead;

    /// <summary>Bytes copied during the pause.</summary>
    public long BytesReadStopped => _stopped.BytesRead;

    /// <summary>Bytes of the pages that were written since the last image, each counted once: of the first image all that it has. Its rounds are told apart by the history, which counts the last one only.</summary>
    public long BytesWritten => (_isFirst, _history) switch
    {
        (_, null) => BytesRead,
        (true, _) => Map.Runs.Sum(run => (long)run.PageCount) * PageCollector.PageBytes,
        _ => _history.Pages * PageCollector.PageBytes,
    };

    /// <summary>Begins the next image: it has the pages of the last one, but for those that were written since.</summary>
    public void GoOn(ImageWriter writer, PageBufferPool pauseBuffers)
    {
        _isFirst = false;
        Map.BecomeEarlier();
        _history?.GoOn([.. Map.Runs]);
        _own.Clear();
        _untrusted.Clear();
        _sheltered.Clear();
        Collect(writer, pauseBuffers);
    }

    [MemberNotNull(nameof(_writer), nameof(_running), nameof(_brisk), nameof(_stopped), nameof(_calm))]
    private void Collect(ImageWriter writer, PageBufferPool pauseBuffers)
    {
        _writer = writer;
        _running = new PageCollector(writer, writer.Buffers, Map, _pages.Read, _pages.ReadAtOnce, _history);
        _brisk = new PageCollector(writer, pauseBuffers, Map, _pages.Read, _pages.ReadAtOnce, _history);
        _stopped = new PageCollector(writer, pauseBuffers, Map, _pages.ReadAll, _pages.ReadAtOnce, _history);
        _calm = new PageCollector(writer, pauseBuffers, Map, ReadSheltered, readAtOnce: null, _history);
    }

    /// <summary>Begins to track writes. Precondition: called on the tracer thread, the process stopped.</summary>
    /// <returns>Whether the kernel can; if not, the pause has to copy everything.</returns>
    public bool Arm(RemoteCalls calls)
    {
        var tracker = WriteTracker.Create(_pid, calls);
        _tracker = tracker.Ok ? tracker.Value : null;
        return tracker.Ok;
    }

    /// <summary>Copies what was written since the last round, while the process runs.</summary>
    /// <param name="brisk">Into memory, as long as there is room, without waiting for the disk.</param>
    /// <returns>Pages copied.</returns>
    public long CopyWhileRunning(bool brisk)
    {
        if (_tracker is null)
            return 0;
        if (_isFirst && !brisk)
            StandUponLastRound();
        var written = new List<PageRange>();
        foreach (var map in ProcMaps.Read(_pid).OrThrow($"read the mappings of process {_pid}"))
        {
            if (!HasOwnPages(map))
                continue;

            // A mapping that can't be tracked, or has changed under our hands, is left for the pause; so is one that somebody else tracks: what he protects
            // would look to us like what we have copied.
            if (_tracker.Register(map.Start, map.End).Ok)
                ScanUnlessGone(map, written);
            else
                _untrusted.Add(map);
        }

        var collector = brisk ? _brisk : _running;
        foreach (var range in written)
            collector.Add(range);
        collector.Flush();
        return written.Sum(range => (long)range.Count);
    }

    /// <summary>Copies the rest. Precondition: the process is stopped.</summary>
    public void CopyWhileStopped(IReadOnlyList<MapEntry> maps)
    {
        var written = new List<PageRange>();
        foreach (var map in maps.Where(HasOwnPages))
        {
            _scanner.AddOwnAndWritten(map, _own, written, everything: !IsTrusted(map));
        }

        foreach (var range in written)
            _stopped.Add(range);
        _stopped.Flush();
    }

    /// <summary>
    /// Notes the pages below stack pointers as they are, for <see cref="KeepSheltered"/>. Precondition: the process is stopped, and no remote call has begun.
    /// </summary>
    public void Shelter(IEnumerable<RemotePtr> stackPointers, IReadOnlyList<MapEntry> maps)
    {
        const ulong below = 16 * 1024;
        foreach (var pointer in stackPointers)
        {
            for (var page = (pointer.Value - below) >> PageShift; page <= pointer.Value >> PageShift; page++)
            {
                var bytes = new byte[PageCollector.PageBytes];
                var address = new RemotePtr(page << PageShift);
                if (!_sheltered.ContainsKey(page) && maps.Any(map => map.Contains(address) && HasOwnPages(map)) && _scanner.IsPresent(page) && _pages.Read(page, bytes) == bytes.Length)
                    _sheltered.Add(page, bytes);
            }
        }
    }

    /// <summary>Keeps the noted pages instead of what remote calls may have made of them meanwhile. Precondition: the memory was copied.</summary>
    public void KeepSheltered()
    {
        foreach (var page in _sheltered.Keys)
            _calm.Add(new PageRange(page, page + 1));
        _calm.Flush();
    }

    /// <summary>Drops pages that were copied early and had gone by the time of the pause.</summary>
    public void DropVanished()
    {
        var end = 0UL;
        foreach (var range in _own)
        {
            if (range.First > end)
                Map.Remove(end, range.First - end);
            end = range.End;
        }

        Map.Remove(end, EndOfUserSpace - end);
    }

    /// <summary>Ends the tracking.</summary>
    public void EndTracking() => _tracker?.Dispose();

    /// <summary>Ends the tracking and frees what was held.</summary>
    public void Dispose()
    {
        EndTracking();
        foreach (var collector in (PageCollector[])[_running, _brisk, _stopped, _calm])
            collector.Dispose();
        _pages.Dispose();
        _scanner.Dispose();
    }

    /// <summary>
    /// The first image has no earlier one. Of a busy program most pages are written again while they are copied for the first time; so each round keeps only what is new since the last.
    /// </summary>
    private void StandUponLastRound()
    {
        if (_history is null || _history.Pages == 0)
            return;
        _writer.AwaitIdentities();
        _history.GoOn([.. Map.Runs]);
    }

    private void ScanUnlessGone(MapEntry map, List<PageRange> written)
    {
        try
        {
            _scanner.AddWrittenAndProtect(map, written);
        }
        catch (PerdureException) when (ProcStat.Read(_pid).Ok)
        {
            // The mapping changed between the look and the scan. Some of its pages may be protected without our knowing, so that they would
            // not count as written: the pause copies all of it.
            _untrusted.Add(map);
        }
    }

    private int ReadSheltered(ulong firstPage, Span<byte> into)
    {
        var at = 0;
        for (; at < into.Length; at += PageCollector.PageBytes)
            _sheltered[firstPage++].CopyTo(into[at..]);
        return at;
    }

    private bool IsTrusted(MapEntry map) => _tracker is not null && !_untrusted.Any(bad => bad.Start < map.End && map.Start < bad.End);

    /// <summary>Whether a mapping can have pages that belong to the process alone.</summary>
    public static bool HasOwnPages(MapEntry map) =>
        !map.Shared && map.Kind is not (MapKind.Vdso or MapKind.Vvar or MapKind.Vsyscall);
}
