using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Kernel.Features;

/// <summary>Tracing another process, and looking into it from outside.</summary>
internal static class TracingProbes
{
    private const string TraceHint = "run as root, or as the user of the program with kernel.yama.ptrace_scope=0; in a container: --cap-add SYS_PTRACE";

    public static void AddTo(List<KernelFeature> features)
    {
        AddYama(features);
        var started = ProbeTarget.Start();
        if (!started.Ok)
        {
            features.Add(KernelFeature.ByErrno("ptrace", started.Error, FeatureNeed.Required, "everything", "the probe needs /bin/sleep"));
            return;
        }
        using var target = started.Value;
        AddPtrace(features, target.Pid);
        AddPidFd(features, target.Pid);
        AddLooks(features, target.Pid);
    }

    private static void AddYama(List<KernelFeature> features)
    {
        const string name = "Yama ptrace scope";
        const string use = "programs that perdure did not start itself";
        var scope = ProcSettings.Sysctl("/proc/sys/kernel/yama/ptrace_scope").Or(0);
        var privileged = Credentials.GetCapabilities(default).Or(default).Has(Capability.CAP_SYS_PTRACE);
        var open = scope == 0 || (scope < 3 && privileged);
        features.Add(new KernelFeature(
            name, open ? FeatureState.Present : FeatureState.NotPermitted, FeatureNeed.NeededFor, use, $"{scope}",
            open ? "" : "sysctl kernel.yama.ptrace_scope=0, or run as root (3 stays until the next boot)"));
    }

    private static void AddPtrace(List<KernelFeature> features, Pid pid)
    {
        var seized = Ptrace.Seize(pid.Leader, PtraceOptions.PTRACE_O_EXITKILL);
        features.Add(KernelFeature.ByErrno("ptrace", seized.Error, FeatureNeed.Required, "everything", TraceHint));
        if (!seized.Ok || !Ptrace.Interrupt(pid.Leader).Ok || !Wait.For(pid.Leader).Ok)
            return;
        var rseq = Ptrace.GetRseq(pid.Leader);
        features.Add(KernelFeature.ByErrno("PTRACE_GET_RSEQ_CONFIGURATION", rseq.Error, FeatureNeed.NeededFor, "programs of a C library from 2.35 on", "Linux 5.13 or newer"));
        features.Add(KernelFeature.ByErrno("PTRACE_SECCOMP_GET_FILTER", GetFilter(pid), FeatureNeed.NeededFor, "programs under a seccomp filter", "needs CAP_SYS_ADMIN, no filter on perdure itself, and a kernel with CONFIG_CHECKPOINT_RESTORE"));
        _ = Ptrace.Detach(pid.Leader, 0);
    }

    /// <summary>
    /// EACCES comes before all else. Of a thread without filters the kernel says EINVAL, and so does one that can't tell filters:
    /// it is the one whose other parts of CONFIG_CHECKPOINT_RESTORE are missing too.
    /// </summary>
    private static Errno GetFilter(Pid pid)
    {
        var error = Ptrace.GetSeccompFilter(pid.Leader, 0, default).Error;
        var able = FeatureCalls.TryOpen("/proc/sys/kernel/seccomp/actions_avail") == Errno.None && IdentityProbes.AskMmMapSize().Ok;
        return error == Errno.EINVAL && able ? Errno.None : error;
    }

    private static void AddPidFd(List<KernelFeature> features, Pid pid)
    {
        var opened = PidFd.Open(pid);
        features.Add(KernelFeature.ByErrno("pidfd_open", opened.Error, FeatureNeed.Required, "everything", "Linux 5.3 or newer; in a container: a seccomp profile that allows it"));
        if (!opened.Ok)
            return;
        using var process = opened.Value;
        // The child may have closed its streams; EBADF also says that the call works.
        var got = PidFd.GetFd(process, new RemoteFd(0));
        if (got.Ok)
            got.Value.Dispose();
        features.Add(KernelFeature.ByErrno("pidfd_getfd", got.Error == Errno.EBADF ? Errno.None : got.Error, FeatureNeed.Required, "open files", "Linux 5.6 or newer; " + TraceHint));
    }

    private static void AddLooks(List<KernelFeature> features, Pid pid)
    {
        var kcmp = Kcmp.Tasks(KcmpType.KCMP_FILES, Pid.Self.Leader, pid.Leader);
        features.Add(KernelFeature.ByErrno("kcmp", kcmp.Error, FeatureNeed.Required, "telling shared files from equal ones", "a kernel with CONFIG_KCMP; " + TraceHint));
        features.Add(KernelFeature.ByErrno("process_vm_readv", ReadStack(pid), FeatureNeed.Required, "reading memory", TraceHint));
        features.Add(KernelFeature.ByErrno("/proc/PID/map_files", OpenMapFile(pid), FeatureNeed.NeededFor, "mapped files that are deleted", "needs CAP_CHECKPOINT_RESTORE or CAP_SYS_ADMIN"));
    }

    private static Errno ReadStack(Pid pid)
    {
        var maps = ProcMaps.Read(pid);
        if (!maps.Ok)
            return maps.Error;
        Span<byte> bytes = stackalloc byte[8];
        foreach (var map in maps.Value)
            if (map.Kind == MapKind.Stack)
                return ProcessMemory.Read(pid, map.End - 8, bytes).Error;
        return Errno.EFAULT;
    }

    private static Errno OpenMapFile(Pid pid)
    {
        var maps = ProcMaps.Read(pid);
        if (!maps.Ok)
            return maps.Error;
        foreach (var map in maps.Value)
            if (map.Kind == MapKind.File)
                return FeatureCalls.TryOpen($"/proc/{pid.Value}/map_files/{map.Start.Value:x}-{map.End.Value:x}");
        return Errno.ENOENT;
    }
}
