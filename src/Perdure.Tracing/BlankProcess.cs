using System.Buffers.Binary;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Tracing;

/// <summary>
/// A process that is being built from the inside: born of a small seed program, emptied, and filled by system calls that its threads make
/// on our behalf. It dies with us until it is let go. Precondition of every member: called on the tracer thread.
/// </summary>
public sealed class BlankProcess
{
    private const ulong CLONE_VM = 0x100;
    private const ulong CLONE_FS = 0x200;
    private const ulong CLONE_FILES = 0x400;
    private const ulong CLONE_SIGHAND = 0x800;
    private const ulong CLONE_PARENT = 0x8000;
    private const ulong CLONE_THREAD = 0x10000;
    private const ulong CLONE_SYSVSEM = 0x40000;
    private const int CloneArgsBytes = 88;
    private const ulong CodeBytes = 4096;
    internal const PtraceOptions BuildOptions =
        PtraceOptions.PTRACE_O_TRACESYSGOOD | PtraceOptions.PTRACE_O_TRACEFORK | PtraceOptions.PTRACE_O_TRACEVFORK |
        PtraceOptions.PTRACE_O_TRACECLONE | PtraceOptions.PTRACE_O_EXITKILL;

    // Should we be killed before we have hold of it, the seed ends by itself. Stopped, as it is from then on, its time does not run out.
    private const string SeedSeconds = "60";

    private readonly List<BlankThread> _threads = [];
    private RemotePtr _scratch;
    private ulong _allocated;

    private BlankProcess(Pid pid, RemotePtr syscallInstruction, RemotePtr argumentArea)
    {
        Pid = pid;
        SyscallInstruction = syscallInstruction;
        ArgumentArea = argumentArea;
    }

    /// <summary>Bytes of the scratch area: code, then arguments, then the batch.</summary>
    public const ulong ScratchBytes = 512 * 1024;

    /// <summary>The process.</summary>
    public Pid Pid { get; }

    /// <summary>Its threads, the leader first.</summary>
    public IReadOnlyList<BlankThread> Threads => _threads;

    /// <summary>The first thread.</summary>
    public BlankThread Leader => _threads[0];

    /// <summary>A <c>syscall</c> instruction in the process.</summary>
    public RemotePtr SyscallInstruction { get; private set; }

    /// <summary>Memory for arguments before there is a scratch area: the seed's stack.</summary>
    private RemotePtr ArgumentArea { get; set; }

    internal RemotePtr StubStart => _scratch;

    internal RemotePtr BatchArea => _scratch + (ScratchBytes / 2);

    internal const int MaxBatch = (int)(ScratchBytes / 2 / CallStub.RecordBytes);

    /// <summary>Starts the seed: any small program will do, since nothing of it stays.</summary>
    public static BlankProcess Spawn(Func<Pid, RemotePtr> findSyscallInstruction)
    {
        var pid = Perdure.Kernel.Calls.Spawn.Start("/bin/sleep", ["sleep", SeedSeconds], []).OrThrow("start /bin/sleep as the seed of a restored process");
        try
        {
            Ptrace.Seize(pid.Leader, BuildOptions).OrThrow($"attach to the seed process {pid}");
            Ptrace.Interrupt(pid.Leader).OrThrow($"stop the seed process {pid}");
            return Adopt(pid, findSyscallInstruction);
        }
        catch
        {
            _ = Signals.Kill(pid, SignalNumber.SIGKILL);
            _ = Wait.For(pid.Leader);
            throw;
        }
    }

    /// <summary>Waits for a new process to arrive at its first stop; only then is its memory what it will be (an exec may be under way).</summary>
    private static BlankProcess Adopt(Pid pid, Func<Pid, RemotePtr> findSyscallInstruction)
    {
        var tracee = new Tracee(pid, pid.Leader);
        WaitForFirstStop(tracee);
        var process = new BlankProcess(pid, findSyscallInstruction(pid), new RemotePtr((tracee.ReadRegisters().Rsp - 4096) & ~15UL));
        process._threads.Add(new BlankThread(process, tracee));
        return process;
    }

    private static void WaitForFirstStop(Tracee tracee)
    {
        if (tracee.WaitForInterrupt(timeoutMilliseconds: 10_000) != StopOutcome.Stopped)
            throw new PerdureException($"the new thread {tracee.Tid} of process {tracee.Pid} ended before it was set up");
    }

    /// <summary>Makes a child (or with <paramref name="asSibling"/> a sibling) with the given pid.</summary>
    /// <param name="pid">The pid to give it, or null for any.</param>
    /// <param name="asSibling">Its parent is ours.</param>
    /// <param name="shared">What it shares with its maker: CLONE_FILES, CLONE_FS.</param>
    /// <returns>The new process, or EEXIST if the pid is taken.</returns>
    public KernelResult<BlankProcess> Fork(Pid? pid, bool asSibling, CloneFlags shared = 0)
    {
        var flags = (asSibling ? CLONE_PARENT : 0) | (ulong)shared;
        var exitSignal = asSibling ? 0 : (ulong)SignalNumber.SIGCHLD;
        var made = Clone(flags, exitSignal, pid?.Value);
        if (!made.Ok)
            return KernelResult.Failure<BlankProcess>(made.Error);
        var child = Adopt(new Pid(made.Value.Value), _ => SyscallInstruction);
        child._scratch = _scratch;
        child._allocated = _allocated;
        return KernelResult.Success(child);
    }

    /// <summary>Starts a further thread with the given tid.</summary>
    public BlankThread StartThread(Tid tid)
    {
        const ulong flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
        var started = Clone(flags, 0, tid.Value).OrThrow($"start thread {tid} of process {Pid}", "is the id taken? try --pid new");
        var tracee = new Tracee(Pid, started);
        WaitForFirstStop(tracee);
        var thread = new BlankThread(this, tracee);
        _threads.Add(thread);
        return thread;
    }

    /// <summary>Maps the scratch area at an address that the program does not use.</summary>
    public void MapScratch(RemotePtr address)
    {
        const ulong PROT_ALL = 7;
        const ulong MAP_PRIVATE_ANONYMOUS_FIXED_NOREPLACE = 0x100022;
        Leader.Invoke(SyscallNumber.mmap, address.Value, ScratchBytes, PROT_ALL, MAP_PRIVATE_ANONYMOUS_FIXED_NOREPLACE, ulong.MaxValue, 0)
            .OrThrow($"map scratch memory in process {Pid}");
        _scratch = address;
        Write(address, CallStub.Code);
        SyscallInstruction = address + CallStub.SyscallOffset;
        _allocated = 0;
    }

    /// <summary>Takes the scratch area away; from then on calls use the given <c>syscall</c> instruction.</summary>
    public void UnmapScratch(RemotePtr syscallInstruction)
    {
        SyscallInstruction = syscallInstruction;
        Leader.Invoke(SyscallNumber.munmap, _scratch.Value, ScratchBytes).OrThrow($"unmap scratch memory in process {Pid}");
        _scratch = RemotePtr.Null;
    }

    /// <summary>Places an argument in scratch memory; it stays until <see cref="ReuseScratch"/>.</summary>
    public RemotePtr Place(ReadOnlySpan<byte> bytes)
    {
        Assert.Always(_scratch != RemotePtr.Null && CodeBytes + _allocated + (ulong)bytes.Length <= ScratchBytes / 2);
        var address = _scratch + (CodeBytes + _allocated);
        Write(address, bytes);
        _allocated += ((ulong)bytes.Length + 15) & ~15UL;
        return address;
    }

    /// <summary>Whether that many bytes can still be placed.</summary>
    public bool HasRoomFor(int bytes) => CodeBytes + _allocated + (ulong)bytes + 64 <= ScratchBytes / 2;

    /// <summary>Forgets what was placed.</summary>
    public void ReuseScratch() => _allocated = 0;

    /// <summary>Writes into the process.</summary>
    public void Write(RemotePtr address, ReadOnlySpan<byte> bytes) =>
        Assert.Always(ProcessMemory.Write(Pid, address, bytes).OrThrow($"write into process {Pid} at {address}") == bytes.Length);

    /// <summary>Reads from the process.</summary>
    public void Read(RemotePtr address, Span<byte> into) =>
        Assert.Always(ProcessMemory.Read(Pid, address, into).OrThrow($"read from process {Pid} at {address}") == into.Length);

    /// <summary>Lets all threads go: the process lives on its own from here. Precondition: every thread has its registers.</summary>
    public void Release()
    {
        foreach (var thread in _threads)
            thread.Tracee.Release();
    }

    /// <summary>From here on the process outlives us.</summary>
    public void StopDyingWithTracer()
    {
        foreach (var thread in _threads)
            Ptrace.SetOptions(thread.Tracee.Tid, PtraceOptions.PTRACE_O_TRACESYSGOOD).OrThrow($"prepare thread {thread.Tracee.Tid} for its start");
    }

    /// <summary>Has the process exit by itself, so that its parent finds the given status: a zombie comes back as a zombie.</summary>
    /// <param name="status">The wait status: exit code, or the signal that killed it.</param>
    public void Die(WaitStatus status)
    {
        if (status.Signaled)
            Leader.BeginKillBySignal(status.TerminatingSignal);
        else
            Leader.BeginExit(status.ExitCode);
        while (Wait.For(Leader.Tracee.Tid) is { Ok: true, Value.Ended: false })
            _ = Ptrace.Continue(Leader.Tracee.Tid, status.Signaled ? status.TerminatingSignal : 0);
    }

    /// <summary>Ends the process and waits until it is gone.</summary>
    public void Kill()
    {
        _ = Signals.Kill(Pid, SignalNumber.SIGKILL);
        foreach (var thread in _threads.AsEnumerable().Reverse())
            while (Wait.For(thread.Tracee.Tid) is { Ok: true, Value.Ended: false })
            {
            }
    }

    private KernelResult<Tid> Clone(ulong flags, ulong exitSignal, int? id)
    {
        Span<byte> arguments = stackalloc byte[CloneArgsBytes + 16];
        arguments.Clear();
        var at = _scratch == RemotePtr.Null ? ArgumentArea : _scratch + (ScratchBytes / 2);
        BinaryPrimitives.WriteUInt64LittleEndian(arguments, flags);
        BinaryPrimitives.WriteUInt64LittleEndian(arguments[32..], exitSignal);
        if (id is { } wanted)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(arguments[64..], at.Value + CloneArgsBytes);
            BinaryPrimitives.WriteUInt64LittleEndian(arguments[72..], 1);
            BinaryPrimitives.WriteInt32LittleEndian(arguments[CloneArgsBytes..], wanted);
        }

        Write(at, arguments);
        var result = Leader.Invoke(SyscallNumber.clone3, at.Value, CloneArgsBytes);
        if (!result.Ok)
            return KernelResult.Failure<Tid>(result.Error);
        return KernelResult.Success(Leader.StartedThread ?? new Tid((int)result.Value));
    }
}
