using Perdure.Checkpoints.Identities;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Lazy;
using Perdure.Checkpoints.Memory;
using Perdure.Checkpoints.Namespaces;
using Perdure.Checkpoints.Settings;
using Perdure.Checkpoints.Threads;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Faults;
using Perdure.Kernel.Procfs;
using Perdure.Store;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Taking;

/// <summary>One process on its way into an image. Precondition of every member: called on the tracer thread.</summary>
internal sealed class ProcessTaking : IDisposable
{
    private readonly PreCopy _copy;
    private readonly ProgramIdentity _program;
    private bool _isKept;
    private MemorySurvey _survey;
    private readonly SyscallGadgets _gadgets;
    private readonly FileIdentityCache _files;

    public ProcessTaking(Pid pid, ImageWriter writer, PageBufferPool pauseBuffers, FileIdentityCache files, KeptMemory? kept)
    {
        Pid = pid;
        _program = ProgramIdentity.Of(pid);
        _survey = MemorySurvey.Take(pid, withPolicies: false);
        _files = files;
        files.Learn(pid, _survey.Maps);
        _gadgets = AwaitGadgets();
        _copy = kept?.Take(pid, _program) ?? new PreCopy(pid, writer, pauseBuffers, new PageMap(pid.Value), isKept: kept is not null);
        IsTracked = _copy.IsArmed;
        if (IsTracked)
            _copy.GoOn(writer, pauseBuffers);
    }

    /// <summary>The process.</summary>
    public Pid Pid { get; }

    /// <summary>Where its private pages lie in the image.</summary>
    public PageMap Map => _copy.Map;

    /// <summary>Whether its writes are tracked, and most of its memory is copied while it runs.</summary>
    public bool IsTracked { get; private set; }

    /// <summary>Whether the process has executed another program since, or another one has its pid: what was learnt of it is void.</summary>
    public bool IsStale => ProgramIdentity.Of(Pid) != _program || !_copy.IsCurrent;

    /// <summary>Memory of its own that it had when last surveyed.</summary>
    public long OwnBytes => _survey.OwnBytes;

    /// <summary>Whether a second thread should copy its memory in the pause, while the first asks its threads.</summary>
    public bool IsWorthReadingAside => IsTracked || OwnBytes > WritingRoute.LittleBytes;

    /// <summary>Memory that it had when last surveyed.</summary>
    public long ResidentBytes => _survey.ResidentBytes;

    /// <summary>Whether some of its memory is still to come.</summary>
    public bool MissesMemory => MissingMemory.IsIn(_survey.Smaps);

    /// <summary>Bytes copied.</summary>
    public long BytesRead => _copy.BytesRead;

    /// <summary>Bytes copied while it stood still.</summary>
    public long BytesReadStopped => _copy.BytesReadStopped;

    /// <summary>Bytes of the pages that it has written since the last image, each counted once.</summary>
    public long BytesWritten => _copy.BytesWritten;

    /// <summary>Mappings that can't be kept, as sentences.</summary>
    public IEnumerable<string> Refusals() =>
        from entry in _survey.Smaps
        let reason = MappingKinds.Refusal(entry.Map, entry.Flags)
        where reason is not null
        select $"process {Pid} has {reason}, at {entry.Map.Start}";

    /// <summary>Begins to track writes. Precondition: stopped.</summary>
    public void Track(FrozenProcess process)
    {
        IsTracked = true;
        using var calls = RemoteCalls.Begin(process.Leader, _gadgets);
        _ = _copy.Arm(calls);
    }

    /// <summary>One round of copying while the process runs; answers the pages copied. One that ends or executes meanwhile is left for the pause.</summary>
    public long CopyWhileRunning(bool brisk)
    {
        try
        {
            return _copy.CopyWhileRunning(brisk);
        }
        catch (PerdureException gone) when (gone.ExitCode == ExitCode.TargetDied)
        {
            return 0;
        }
    }

    /// <summary>Brings the marks of the mappings up to date while the process runs: they take a walk over all of its pages.</summary>
    public void LookAgain()
    {
        try
        {
            _survey = MemorySurvey.Take(Pid);
        }
        catch (PerdureException gone) when (gone.ExitCode == ExitCode.TargetDied)
        {
            // The pause will see.
        }
    }

    /// <summary>Saves everything but memory contents that were copied before. Precondition: stopped.</summary>
    /// <param name="process">The process.</param>
    /// <param name="objects">Memory that processes share.</param>
    /// <param name="earlier">What was seen of its threads when they were stopped before.</param>
    /// <param name="reader">Copies memory meanwhile; null to copy it first.</param>
    public ProcessImage Save(FrozenProcess process, SharedObjectTable objects, EarlierStops earlier, PauseReader? reader)
    {
        var maps = ProcMaps.Read(Pid).OrThrow($"read the mappings of process {Pid}");
        if (reader is null || !IsWorthReadingAside)
        {
            Survey(maps);
            _copy.CopyWhileStopped(maps);
            FailurePoints.Reach("memory-read");
            using var calls = RemoteCalls.Begin(process.Leader, _gadgets);
            calls.MapSharedScratch();
            return Ask(process, calls, objects, earlier);
        }

        return AskWhileReading(process, maps, objects, earlier, reader);
    }

    /// <summary>Ends the tracking of writes, which takes the kernel a walk over all pages. Any thread may do it.</summary>
    public void EndTracking() => _copy.EndTracking();

    /// <summary>What can be done once the program runs again.</summary>
    public void Finish() => _copy.DropVanished();

    /// <summary>Leaves what is known of its memory for the next image. Precondition: this one is written.</summary>
    public void Keep(KeptMemory kept)
    {
        if (!_copy.IsArmed)
            return;
        kept.Put(Pid, _program, _copy);
        _isKept = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isKept)
            _copy.Dispose();
    }

    private ProcessImage AskWhileReading(FrozenProcess process, IReadOnlyList<MapEntry> maps, SharedObjectTable objects, EarlierStops earlier, PauseReader reader)
    {
        // Remote calls write below stack pointers, where other memory of the program may lie (goroutines, coroutines).
        _copy.Shelter(process.Threads.Select(thread => new RemotePtr(thread.ReadRegisters().Rsp)), maps);
        reader.Begin(() => _copy.CopyWhileStopped(maps), isUrgent: true);
        ProcessImage image;
        try
        {
            Survey(maps);
            using var calls = RemoteCalls.Begin(process.Leader, _gadgets);
            calls.MapSharedScratch();
            image = Ask(process, calls, objects, earlier);
        }
        catch
        {
            // What went wrong first is what counts.
            reader.AwaitEnd();
            throw;
        }

        reader.End();
        _copy.KeepSheltered();
        FailurePoints.Reach("memory-read");
        return image;
    }

    private void Survey(IReadOnlyList<MapEntry> maps)
    {
        _survey = IsTracked ? _survey.Refresh(Pid, maps) : MemorySurvey.Take(Pid);
        if (MissesMemory)
            throw MissingMemory.Refusal(Pid);
    }

    private ProcessImage Ask(FrozenProcess process, RemoteCalls calls, SharedObjectTable objects, EarlierStops earlier)
    {
        var stat = ProcStat.Read(Pid).OrThrow($"read the state of process {Pid}");
        var status = ProcStatus.Read(Pid).OrThrow($"read the status of process {Pid}");
        Sandbox.Check(Pid, status, calls);
        var threads = new List<ThreadImage>(process.Threads.Count) { ThreadSaver.Save(process.Leader, calls, earlier) };
        foreach (var thread in process.Threads.Skip(1))
            threads.Add(SaveThread(thread, calls, earlier));
        FailurePoints.Reach("thread-saved");
        calls.ReuseScratch();
        var settings = ProcessSaver.Save(process, calls, status, _files);
        FailurePoints.Reach("settings-saved");
        var space = new AddressSpaceSaver(Pid, objects, _files).Save(_survey, calls, Map.ObjectId);
        return new ProcessImage(
            InnerIds.Of(status), InnerIds.Of(stat.Parent), InnerIds.GroupOf(Pid), InnerIds.SessionOf(Pid),
            process.IsInGroupStop ? ProcessState.Stopped : ProcessState.Running, 0,
            SharesWithParent(KcmpType.KCMP_FILES, stat), SharesWithParent(KcmpType.KCMP_FS, stat), stat.Comm, ProcWords.CommandLine(Pid).Or([]), settings, space, threads)
        {
            HasTerminal = stat.TtyNumber != 0,
        };
    }

    private bool SharesWithParent(KcmpType part, ProcStat stat) => SharedParts.Share(part, Pid, stat.Parent);

    private ThreadImage SaveThread(Tracee thread, RemoteCalls leader, EarlierStops earlier)
    {
        using var calls = RemoteCalls.Begin(thread, _gadgets, lender: leader);
        return ThreadSaver.Save(thread, calls, earlier);
    }

    /// <summary>In the midst of an execve(2) a process has a stack and nothing else.</summary>
    private SyscallGadgets AwaitGadgets()
    {
        const int attempts = 50;
        for (var attempt = 1; ; attempt++)
        {
            if (FindGadgets() is { } found)
                return found;
            if (ProcStat.Read(Pid) is { Ok: false } or { Value.State: 'Z' or 'X' })
                throw new PerdureException($"process {Pid} has ended", exitCode: ExitCode.TargetDied);
            if (attempt == attempts)
                throw new PerdureException($"process {Pid} has no system call instruction in its memory", exitCode: ExitCode.Unsupported);
            Thread.Sleep(1);
            _survey = MemorySurvey.Take(Pid, withPolicies: false);
        }
    }

    /// <summary>Libraries first: the C library and the dynamic linker have what is needed, and the program itself may be large.</summary>
    private SyscallGadgets? FindGadgets()
    {
        var executable = _survey.Maps
            .Where(map => (map.Protection & MemoryProtection.PROT_EXEC) != 0 && map.Kind != MapKind.Vsyscall)
            .OrderBy(map => map.Path.Contains("ld-linux", StringComparison.Ordinal) || map.Path.Contains("libc.", StringComparison.Ordinal) ? 0 : 1)
            .Select(map => (map.Start, map.End));
        return SyscallGadgets.Find(Pid, executable);
    }
}
