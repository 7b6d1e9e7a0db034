using System.Diagnostics;
using Perdure.Checkpoints.Files;
using Perdure.Checkpoints.Files.Journal;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Whole;
using Perdure.Checkpoints.Identities;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Lazy;
using Perdure.Checkpoints.Memory;
using Perdure.Checkpoints.Namespaces;
using Perdure.Checkpoints.Settings;
using Perdure.Checkpoints.Threads;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Faults;
using Perdure.Kernel.Procfs;
using Perdure.Store;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Taking;

/// <summary>
/// A whole program on its way into an image: surveyed and for the most part copied while it runs, then stopped for what is left.
/// Precondition of every member: called on the tracer thread.
/// </summary>
internal sealed partial class ProgramTaking : IDisposable
{
    private const long FirstSharedObject = 1L << 32;
    private readonly ImageWriter _writer;
    private readonly Pid _root;
    private readonly CheckpointOptions _options;
    private readonly IProgress<CheckpointProgress>? _progress;
    private readonly Dictionary<Pid, ProcessTaking> _processes = [];
    private readonly FileIdentityCache _mappedFiles = new();
    private readonly SharedObjectTable _objects = new(FirstSharedObject);
    private readonly WritingRoute _route;
    private readonly KeptMemory? _kept;
    private readonly PageBufferPool _pauseBuffers;
    private readonly List<PageMap> _maps = [];
    private readonly List<string> _notes = [];
    private readonly EarlierStops _earlier = new();
    private PauseReader? _reader;
    private bool _isWarming;
    private CapturedFiles? _files;
    private JournalTaking? _journal;
    private PidTranslation? _pids;
    private byte[] _vdso = [];
    private List<Pid> _taken = [];
    private long _pauseTicks;
    private int _rounds;
    private (int Kept, int Closed) _connections;

    public ProgramTaking(ImageWriter writer, Pid root, CheckpointOptions options, WritingRoute route, IProgress<CheckpointProgress>? progress, KeptMemory? kept = null)
    {
        _kept = kept;
        _writer = writer;
        _root = root;
        _options = options;
        _route = kept is null ? route : route with { PauseBuffers = WritingRoute.SeriesBuffers };
        _pauseBuffers = kept?.Buffers ?? new PageBufferPool(route.PauseBuffers);
        _progress = progress;
    }

    private PauseReader Reader => _reader ??= new PauseReader();

    /// <summary>Looks at the program while it runs, and refuses what can't be kept before anything is touched.</summary>
    public void Survey()
    {
        if (_route.Bytes > WritingRoute.LittleBytes)
            WarmBuffers(_route.Bytes);
        AddAll();
        while (_processes.Values.FirstOrDefault(process => process.MissesMemory) is { } incomplete)
        {
            MissingMemory.Await(incomplete.Pid, () => Report("waiting for memory that comes lazily"));
            Forget();
            AddAll();
        }

        var refusals = _processes.Values.SelectMany(process => process.Refusals()).ToList();
        refusals.AddRange(NamespaceCheck.Refusals([.. _processes.Keys]));
        refusals.AddRange(SharedParts.Refusals([.. _processes.Keys]));
        if (!_options.SkipUnsupported)
            refusals.AddRange(LastingFileRefusals());
        Refuse(refusals);
        FailurePoints.Reach("surveyed");
    }

    /// <summary>Stops the program, saves the rest, and lets it go as asked.</summary>
    public CheckpointOutcome TakeInPause(Stopwatch watch)
    {
        ProgramImage? program = null;
        CatalogEntry? entry = null;
        InPause(tree =>
        {
            program = Save(tree);
            if (_options.After == AfterCheckpoint.LeaveRunning)
                return;

            // What is to be stopped or killed stays as it is until its checkpoint is safe.
            entry = Commit(program);
            foreach (var process in tree.Processes)
                _ = Signals.Kill(process.Pid, _options.After == AfterCheckpoint.Kill ? SignalNumber.SIGKILL : SignalNumber.SIGSTOP);
        });
        if (_options.After == AfterCheckpoint.Kill)
        {
            WaitUntilGone();
            if (_files!.BuryConnections() is { } note)
                _notes.Add(note);
        }

        if (entry is null && _rounds > 0 && _kept is null)
            Reader.Begin(EndTracking, isUrgent: false);
        entry ??= Commit(program!);
        KeepMemory();
        return Outcome(entry, watch);
    }

    private void KeepMemory()
    {
        if (_kept is null || _options.After == AfterCheckpoint.Kill)
            return;

        // Of what was not taken up there is no process any more, or it executes something else.
        _kept.Clear();
        foreach (var process in _processes.Values)
            process.Keep(_kept);
        _journal?.Keep();
    }

    private JournalTaking? NewJournal()
    {
        if (!_options.JournalFiles)
            return null;
        Func<int, int>? takeOver = _writer.GoesOn ? chunk => _writer.TakeOver(new ChunkIndex(chunk)).Value : null;
        return new JournalTaking(_kept?.Files ?? new FileJournal(), takeOver, _options.After != AfterCheckpoint.LeaveRunning, _options.MostFileBytes ?? long.MaxValue);
    }

    /// <summary>Who kills a program expects it to be gone when he is told so; a zombie is gone, its parent is late.</summary>
    private void WaitUntilGone()
    {
        const int patienceMilliseconds = 5000;
        var deadline = Environment.TickCount64 + patienceMilliseconds;
        foreach (var process in _taken)
        {
            while (ProcStat.Read(process) is { Ok: true, Value.State: not ('Z' or 'X') } && Environment.TickCount64 < deadline)
                Thread.Sleep(1);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader?.Dispose();
        Forget();
        _objects.Dispose();
        _files?.Dispose();
        if (_kept is null)
            _pauseBuffers.Dispose();
    }

    private void AddNew()
    {
        foreach (var pid in ProcessTree.List(_root, _options.WholeTree).Where(pid => !_processes.ContainsKey(pid)))
            AddUnlessGone(pid);
    }

    private ProgramImage Save(FrozenTree tree)
    {
        var processes = new List<ProcessImage>();
        foreach (var frozen in tree.Processes)
        {
            var taking = TakingOf(frozen.Pid);
            processes.Add(taking.Save(frozen, _objects, _earlier, _reader));
        }

        FailurePoints.Reach("processes-saved");
        // A zombie is a descendant, too.
        if (_options.WholeTree)
            processes.AddRange(Zombies.Of(tree));
        foreach (var gone in _processes.Keys.Except(tree.Processes.Select(frozen => frozen.Pid)).ToList())
        {
            _processes[gone].Dispose();
            _processes.Remove(gone);
        }

        SharedObjectCopy.CopyAll(_objects, _writer, _pauseBuffers, _maps);
        FailurePoints.Reach("shared-memory-saved");
        _taken = [.. tree.Processes.Select(frozen => frozen.Pid)];
        _journal = NewJournal();
        _files = FileCapture.Capture(_taken, FileOptions() with { Mapped = _journal is null ? [] : WritableFiles.MappedBy(processes) }, _journal);
        FailurePoints.Reach("files-captured");
        if (!_options.SkipUnsupported)
            Refuse([.. _files.Refusals.Select(refusal => refusal.ToString())]);
        _pids = PidTranslation.For(_taken);
        _vdso = Machines.Vdso(_taken[0]);
        return new ProgramImage(Machines.Describe(tree.Processes[0]), InnerIds.Of(_root), processes, [.. _objects.Objects.Select(found => found.Image)], _notes)
        {
            OwnPidNamespace = _pids is not null,
        };
    }

    private CatalogEntry Commit(ProgramImage program)
    {
        Report("writing to the store");
        foreach (var process in _processes.Values)
        {
            process.Finish();
            _maps.Add(process.Map);
        }

        var files = _files!.Complete(new ChunkSink(_writer));
        files = _pids?.Translate(files) ?? files;
        _notes.AddRange(files.Notes);
        FailurePoints.Reach("content-written");
        _connections = (ConnectionCount.Kept(files), ConnectionCount.Closed(files));
        program = program with { Machine = program.Machine with { VdsoHash = Machines.HashOf(_vdso), CpuFeatures = CpuFeatures.Here } };
        _writer.AddSection(SectionKind.Program, ProgramImageJson.ToBytes(program));
        _writer.AddSection(SectionKind.Files, FileTableJson.Encode(files));
        _writer.AddPageMaps(_maps);
        FailurePoints.Reach("sections-written");
        var memory = _maps.Sum(map => map.PageCount) * PageCollector.PageBytes;
        return _writer.Commit(new ImageTotals(program.Processes.Count, program.Processes.Sum(process => process.Threads.Count), memory));
    }

    private static void Refuse(List<string> reasons)
    {
        if (reasons.Count > 0)
            throw new PerdureException(reasons, "this can't be kept, so nothing was done; --skip-unsupported replaces open files that can't be kept by ones that fail cleanly", ExitCode.Unsupported);
    }

    /// <summary>
    /// A pipe to a child that was born or buried between two looks seems to lead outside: only what is seen again and again counts. The pause looks once more.
    /// </summary>
    private IReadOnlyList<string> LastingFileRefusals()
    {
        const int looks = 4;
        const int betweenMilliseconds = 10;
        var lasting = FileRefusals();
        for (var look = 1; look < looks && lasting.Count > 0; look++)
        {
            Thread.Sleep(betweenMilliseconds);
            AddNew();
            lasting = [.. lasting.Intersect(FileRefusals())];
        }

        return lasting;
    }

    /// <summary>What is seen while the program runs. Whatever it does under our eyes (a process ends, a file is closed) is no error: the pause looks again.</summary>
    private IReadOnlyList<string> FileRefusals()
    {
        try
        {
            return [.. FileCapture.Check([.. _processes.Keys], FileOptions()).Refusals.Select(refusal => refusal.ToString())];
        }
        catch (PerdureException)
        {
            return [];
        }
    }

    private FileCaptureOptions FileOptions() => new()
    {
        SkipUnsupported = _options.SkipUnsupported,
        HoldTable = _options.After == AfterCheckpoint.Kill ? ConnectionHold.TableOf(_writer.Id) : null,
        HoldTime = _options.HoldTime,
        ContentElsewhere = file => _objects.Has(file.Device, file.Inode),
    };

    private void InPause(Action<FrozenTree> work)
    {
        var tree = FrozenTree.Freeze(_root, _options.WholeTree, _kept?.Keeper);
        try
        {
            work(tree);
        }
        catch
        {
            _files?.ReleaseConnections();
            throw;
        }
        finally
        {
            tree.Dispose();
            _pauseTicks += tree.StoppedTicks;
        }
    }

    /// <summary>Precondition: the process is stopped.</summary>
    private ProcessTaking TakingOf(Pid pid)
    {
        if (_processes.TryGetValue(pid, out var taking) && !taking.IsStale)
            return taking;
        taking?.Dispose();
        _processes.Remove(pid);
        return Add(pid);
    }

    private void AddAll()
    {
        foreach (var pid in ProcessTree.List(_root, _options.WholeTree))
            AddUnlessGone(pid);
    }

    private void Forget()
    {
        foreach (var process in _processes.Values)
            process.Dispose();
        _processes.Clear();
    }

    private void AddUnlessGone(Pid pid)
    {
        try
        {
            Add(pid);
        }
        catch (PerdureException) when (pid != _root)
        {
            // It is about to end, or to execute another program. In the pause it is gone, or stands still and is looked at again.
        }
    }

    private ProcessTaking Add(Pid pid)
    {
        var taking = new ProcessTaking(pid, _writer, _pauseBuffers, _mappedFiles, _kept);
        _processes.Add(pid, taking);
        return taking;
    }

    private CheckpointOutcome Outcome(CatalogEntry entry, Stopwatch watch) => new(
        entry, _notes,
        new CheckpointTimings(
            (long)Stopwatch.GetElapsedTime(0, _pauseTicks).TotalMicroseconds, (long)watch.Elapsed.TotalMicroseconds, _rounds,
            _processes.Values.Sum(process => process.BytesRead), _processes.Values.Sum(process => process.BytesReadStopped), _processes.Values.Sum(process => process.BytesWritten)),
        _route.Compression == ImageCompression.Deferred)
    {
        KeptConnections = _connections.Kept,
        ClosedConnections = _connections.Closed,
        Journal = _journal?.Totals,
    };

    private void Report(string phase) =>
        _progress?.Report(new CheckpointProgress(phase, _processes.Values.Sum(process => process.BytesRead), _processes.Values.Sum(process => process.ResidentBytes)));
}
