using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Namespaces;

/// <summary>
/// The first process of a pid namespace that a program gets for itself. All processes of the program are born of it. Then it becomes a
/// tiny init that needs no file: a page of code that reaps orphans and passes signals on. Precondition: called on the tracer thread.
/// </summary>
internal sealed class NamespaceInit
{
    private const ulong PageBytes = 4096;
    private const ulong PROT_READ = 1;
    private const ulong PROT_WRITE = 2;
    private const ulong PROT_EXEC = 4;

    /// <summary>No program file and no library lies here, and the kernel chooses such addresses for nobody.</summary>
    private static readonly RemotePtr s_scratch = new(0x2000_0000_0000);
    private static readonly RemotePtr s_home = new(0x2001_0000_0000);

    private NamespaceInit(BlankProcess process) => Process = process;

    /// <summary>The process; its pid is that outside.</summary>
    public BlankProcess Process { get; }

    /// <summary>
    /// Makes a pid namespace, its first process, and its own view of /proc. The seed itself stays outside.
    /// </summary>
    /// <param name="seed">Is the parent, unless <paramref name="asSibling"/>.</param>
    /// <param name="asSibling">Perdure is to be the parent.</param>
    /// <param name="notes">What the user should know.</param>
    public static NamespaceInit Begin(BlankProcess seed, bool asSibling, List<string> notes)
    {
        seed.Leader.Invoke(SyscallNumber.unshare, (ulong)CloneFlags.CLONE_NEWPID)
            .OrThrow("make a pid namespace", "root (CAP_SYS_ADMIN) is needed for that");
        var process = seed.Fork(null, asSibling).OrThrow("start the first process of a pid namespace");
        process.MapScratch(s_scratch);
        PrivateProc.Mount(process, notes);
        return new NamespaceInit(process);
    }

    /// <summary>Makes the session that the program runs in when it is not in the foreground.</summary>
    public void LeadSession() => Process.Leader.Invoke(SyscallNumber.setsid).OrThrow("make the session of a pid namespace");

    /// <summary>Makes a process group in perdure's session, so that what the terminal sends to perdure's group does not reach the program twice.</summary>
    public void LeadGroup() => Process.Leader.Invoke(SyscallNumber.setpgid, 0, 0).OrThrow("make the process group of an init process");

    /// <summary>Turns the process into the init. Precondition: all processes of the program are born.</summary>
    /// <param name="root">The pid of the program's root within the namespace.</param>
    /// <param name="statusPipe">Gets a wait status whenever the root stops or ends; null for nobody.</param>
    /// <param name="door">The way to perdure's files; it is closed.</param>
    public void Finish(int root, SafeFileHandle? statusPipe, Door door)
    {
        Process.ReuseScratch();
        Process.Leader.InvokeAll([.. ForgetSeed(door), .. FetchPipe(statusPipe, door), .. Settle()]);
        Process.Write(s_home, InitCode.Code);
        Process.Write(s_home + PageBytes, InitCode.Data());
        Process.Leader.Invoke(SyscallNumber.mprotect, s_home.Value, PageBytes, PROT_READ | PROT_EXEC).OrThrow("protect the code of the init process");
        Process.UnmapScratch(s_home + InitCode.SyscallOffset);
        var tracee = Process.Leader.Tracee;
        tracee.WriteRegisters(tracee.ReadRegisters() with
        {
            Rip = (s_home + InitCode.Entry).Value,
            Rsp = (s_home + (2 * PageBytes)).Value,
            Rbx = (s_home + PageBytes).Value,
            R12 = (ulong)root,
            R13 = statusPipe is null ? ulong.MaxValue : 0,
            R14 = 0,
            OrigRax = ulong.MaxValue,
        });
    }

    private List<RemoteCall> ForgetSeed(Door door)
    {
        var calls = new List<RemoteCall>();
        var rseq = Ptrace.GetRseq(Process.Leader.Tracee.Tid);
        if (rseq.Ok && rseq.Value.Area != RemotePtr.Null)
            calls.Add(new RemoteCall(SyscallNumber.rseq, "forget the seed's rseq area", rseq.Value.Area.Value, rseq.Value.Size, 1, rseq.Value.Signature));
        calls.Add(new RemoteCall(SyscallNumber.set_robust_list, "forget the seed's robust list", 0, 24));
        door.AddCloseOthers(calls);
        foreach (var map in ProcMaps.Read(Process.Pid).OrThrow("read the mappings of the init process"))
        {
            if (map.Kind is not (MapKind.Vdso or MapKind.Vvar or MapKind.Vsyscall) && map.Start != s_scratch)
                calls.Add(new RemoteCall(SyscallNumber.munmap, "empty the init process", map.Start.Value, map.Length));
        }

        return calls;
    }

    private static List<RemoteCall> FetchPipe(SafeFileHandle? pipe, Door door)
    {
        var calls = new List<RemoteCall>();
        if (pipe is not null)
            door.AddFetch(calls, pipe, 0, "fetch the status pipe");
        calls.Add(new RemoteCall(SyscallNumber.close, "let go of perdure", door.Number));
        return calls;
    }

    private List<RemoteCall> Settle()
    {
        const ulong MAP_PRIVATE_ANONYMOUS_FIXED_NOREPLACE = 0x100022;
        return
        [
            new RemoteCall(SyscallNumber.mmap, "map the init process", s_home.Value, 2 * PageBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE_ANONYMOUS_FIXED_NOREPLACE, ulong.MaxValue) { Expected = s_home.Value },
            new RemoteCall(SyscallNumber.chdir, "leave the working directory", Process.Place("/\0"u8).Value),
            new RemoteCall(SyscallNumber.prctl, "name the init process", (ulong)PrctlOption.PR_SET_NAME, Process.Place("perdure-init\0"u8).Value),
        ];
    }
}
