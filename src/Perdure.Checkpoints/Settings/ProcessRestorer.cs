using System.Buffers.Binary;
using System.Text;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Memory;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Procfs;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Settings;

/// <summary>
/// Gives a blank process what it has once, whatever its threads: first what needs privilege, later what takes privilege away, at last what
/// ticks. Precondition: called on the tracer thread.
/// </summary>
internal sealed class ProcessRestorer
{
    private const ulong AT_FDCWD = unchecked((ulong)-100L);
    private readonly BlankProcess _process;
    private readonly ProcessImage _image;
    private readonly ProcessSettings _settings;
    private readonly List<RemoteCall> _calls = [];

    public ProcessRestorer(BlankProcess process, ProcessImage image)
    {
        _process = process;
        _image = image;
        _settings = image.Settings!;
    }

    /// <summary>Directories, limits, signal actions, the layout that /proc shows.</summary>
    public void RestoreEarly()
    {
        RestoreDirectories();
        Call(SyscallNumber.umask, "set the umask", (ulong)_settings.Umask);
        foreach (var action in _settings.SignalActions)
            Call(SyscallNumber.rt_sigaction, $"set the action of signal {action.Signal}", (ulong)action.Signal, Action(action), 0, 8);
        if (_settings.IsSubreaper)
            Call(SyscallNumber.prctl, "become a subreaper", (ulong)PrctlOption.PR_SET_CHILD_SUBREAPER, 1);
        if (_settings.HugePagesDisabled)
            Call(SyscallNumber.prctl, "disable huge pages", (ulong)PrctlOption.PR_SET_THP_DISABLE, 1);
        if (_settings.MemoryMerge)
            Call(SyscallNumber.prctl, "have memory merged", (ulong)PrctlOption.PR_SET_MEMORY_MERGE, 1);
        for (var left = _settings.MembarrierRegistrations; left != 0; left &= left - 1)
            Call(SyscallNumber.membarrier, "register for membarrier", left & (~left + 1), 0, 0);
        Flush();
        RestoreFromOutside();
    }

    /// <summary>mlockall for what is mapped later. Precondition: nothing more is mapped by us.</summary>
    public void RestoreLockFuture()
    {
        if (_image.AddressSpace!.LockFuture != 0)
            Call(SyscallNumber.mlockall, "lock memory that is mapped later", (ulong)_image.AddressSpace.LockFuture);
        Flush();
    }

    /// <summary>Resource limits. Precondition: nothing more is opened or locked; rights are still root's.</summary>
    public void RestoreLimits()
    {
        foreach (var limit in _settings.Limits)
            Call(SyscallNumber.prlimit64, $"set resource limit {limit.Resource}", 0, (ulong)limit.Resource, Words(limit.Soft, limit.Hard));
        Flush();
    }

    /// <summary>Marks of mappings. Precondition: the memory is filled.</summary>
    public void RestoreMarks()
    {
        foreach (var mapping in _image.AddressSpace!.Mappings)
        {
            MarkCalls.Add(_calls, mapping, _process);
            if (!_process.HasRoomFor(4096))
                Flush();
        }

        foreach (var mapping in _image.AddressSpace.Mappings)
            MarkCalls.AddSeal(_calls, mapping);
        Flush();
    }

    /// <summary>What a change of credentials would undo.</summary>
    public void RestoreLate()
    {
        Call(SyscallNumber.prctl, null, (ulong)PrctlOption.PR_SET_DUMPABLE, (ulong)(_settings.Dumpable == 1 ? 1 : 0));
        if (_settings.MemoryDenyWriteExecute != 0)
            Call(SyscallNumber.prctl, "deny memory that is writable and executable", (ulong)PrctlOption.PR_SET_MDWE, _settings.MemoryDenyWriteExecute);
        Flush();
    }

    /// <summary>Interval timers and POSIX timers, with the time that they had left.</summary>
    public void RestoreTimers()
    {
        foreach (var timer in _settings.IntervalTimers)
            Call(SyscallNumber.setitimer, "set an interval timer", (ulong)timer.Which, MicroTimes(timer.IntervalMicroseconds, timer.ValueMicroseconds), 0);
        if (_settings.PosixTimers.Count > 0)
            RestorePosixTimers();
        Flush();
    }

    /// <summary>
    /// The action of SIGTRAP once more: the breakpoint that ends each batch of our calls resets it where it was to be ignored.
    /// Precondition: no more batches.
    /// </summary>
    public void RestoreTrapAction()
    {
        foreach (var action in _settings.SignalActions.Where(action => action.Signal == SignalNumber.SIGTRAP))
            _process.Leader.Invoke(SyscallNumber.rt_sigaction, SignalNumber.SIGTRAP, Action(action), 0, 8).OrThrow("set the action of SIGTRAP");
    }

    private ulong Action(SignalActionImage action) => Words(action.Handler, action.Flags, action.Restorer, action.Mask);

    /// <summary>
    /// The layout that /proc shows, and the program file. Precondition: nothing is mapped but the scratch area, since the kernel does not let
    /// go of a program file that is mapped, and the seed's may be the program's as well.
    /// </summary>
    public void RestoreLayout()
    {
        const int mapBytes = 104;
        var space = _image.AddressSpace!;
        var auxv = _process.Place(space.AuxiliaryVector);
        var exe = _process.Place(Encoding.UTF8.GetBytes(_settings.Executable.Path + "\0"));
        var map = new byte[mapBytes];
        ReadOnlySpan<ulong> words =
        [
            space.StartCode, space.EndCode, space.StartData, space.EndData, space.StartBrk, space.Brk, space.StartStack,
            space.ArgStart, space.ArgEnd, space.EnvStart, space.EnvEnd, auxv.Value,
        ];
        for (var index = 0; index < words.Length; index++)
            BinaryPrimitives.WriteUInt64LittleEndian(map.AsSpan(index * 8), words[index]);
        BinaryPrimitives.WriteInt32LittleEndian(map.AsSpan(96), space.AuxiliaryVector.Length);

        // The open program file is descriptor 0 of the blank process.
        BinaryPrimitives.WriteInt32LittleEndian(map.AsSpan(100), 0);
        Add(new RemoteCall(SyscallNumber.openat, $"open the program {_settings.Executable.Path}", AT_FDCWD, exe.Value, 0) { Expected = 0 });
        Call(SyscallNumber.prctl, "set the layout of the address space", (ulong)PrctlOption.PR_SET_MM, PrctlArgument.PR_SET_MM_MAP, _process.Place(map).Value, mapBytes);
        Call(SyscallNumber.close, "close the program file", 0);
        Flush();
    }

    private void RestoreDirectories()
    {
        var root = _process.Place(Encoding.UTF8.GetBytes(_settings.RootDirectory + "\0"));
        var cwd = _process.Place(Encoding.UTF8.GetBytes(_settings.WorkingDirectory + "\0"));
        if (_settings.WorkingDirectoryDeleted)
            RestoreDeletedDirectory(cwd);
        else
            Call(SyscallNumber.chdir, $"change to the directory {_settings.WorkingDirectory}", cwd.Value);
        if (_settings.RootDirectory != "/")
            Call(SyscallNumber.chroot, $"change the root directory to {_settings.RootDirectory}", root.Value);
    }

    /// <summary>A directory that was removed comes back for a moment, so that the program is in it when it is removed again.</summary>
    private void RestoreDeletedDirectory(RemotePtr path)
    {
        Call(SyscallNumber.mkdir, null, path.Value, 0x1c0);
        Call(SyscallNumber.chdir, $"change to the removed directory {_settings.WorkingDirectory}", path.Value);
        Call(SyscallNumber.rmdir, null, path.Value);
    }

    private void RestoreFromOutside()
    {
        var pid = _process.Pid;
        ProcSettings.SetOomScoreAdjust(pid, _settings.OomScoreAdjust).OrThrow($"set the OOM score of process {pid}");
        _ = ProcSettings.SetCoreDumpFilter(pid, _settings.CoreDumpFilter);
        if (_settings.AutogroupNice != ProcSettings.AutogroupNice(pid).Or(0) && _image.Session == _image.Pid)
            _ = ProcSettings.SetAutogroupNice(pid, _settings.AutogroupNice);
    }

    private void RestorePosixTimers()
    {
        Call(SyscallNumber.prctl, "choose the ids of timers", (ulong)PrctlOption.PR_TIMER_CREATE_RESTORE_IDS, PrctlArgument.PR_TIMER_CREATE_RESTORE_IDS_ON);

        // The kernel lists the newest first.
        foreach (var timer in _settings.PosixTimers.Reverse())
        {
            var signal = new byte[64];
            BinaryPrimitives.WriteUInt64LittleEndian(signal, timer.Value);
            BinaryPrimitives.WriteInt32LittleEndian(signal.AsSpan(8), timer.Signal);
            BinaryPrimitives.WriteInt32LittleEndian(signal.AsSpan(12), timer.Notify);
            BinaryPrimitives.WriteInt32LittleEndian(signal.AsSpan(16), timer.NotifyThread);
            var id = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(id, timer.Id);
            Call(SyscallNumber.timer_create, $"make timer {timer.Id}", (ulong)(long)timer.Clock, _process.Place(signal).Value, _process.Place(id).Value);
            Call(SyscallNumber.timer_settime, $"set timer {timer.Id}", (ulong)timer.Id, 0, NanoTimes(timer.IntervalNanoseconds, timer.ValueNanoseconds));
        }

        Call(SyscallNumber.prctl, "let timers choose their ids again", (ulong)PrctlOption.PR_TIMER_CREATE_RESTORE_IDS, PrctlArgument.PR_TIMER_CREATE_RESTORE_IDS_OFF);
    }

    private ulong MicroTimes(long interval, long value) =>
        Words((ulong)(interval / 1_000_000), (ulong)(interval % 1_000_000), (ulong)(value / 1_000_000), (ulong)(value % 1_000_000));

    private ulong NanoTimes(long interval, long value) =>
        Words((ulong)(interval / 1_000_000_000), (ulong)(interval % 1_000_000_000), (ulong)(value / 1_000_000_000), (ulong)(value % 1_000_000_000));

    private ulong Words(params ReadOnlySpan<ulong> words)
    {
        var bytes = new byte[words.Length * sizeof(ulong)];
        for (var index = 0; index < words.Length; index++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(index * sizeof(ulong)), words[index]);
        return _process.Place(bytes).Value;
    }

    private void Call(SyscallNumber number, string? what, ulong a = 0, ulong b = 0, ulong c = 0, ulong d = 0) =>
        Add(new RemoteCall(number, what, a, b, c, d));

    private void Add(RemoteCall call) => _calls.Add(call);

    private void Flush()
    {
        _process.Leader.InvokeAll(_calls);
        _calls.Clear();
        _process.ReuseScratch();
    }
}
