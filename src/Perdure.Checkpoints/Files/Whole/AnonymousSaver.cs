using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Epoll;
using Perdure.Checkpoints.Files.Events;
using Perdure.Checkpoints.Files.Inotify;
using Perdure.Checkpoints.Files.Processes;
using Perdure.Checkpoints.Files.Records;

namespace Perdure.Checkpoints.Files.Whole;

/// <summary>Descriptions of things that have no file: what /proc calls anon_inode:[...] and its like.</summary>
internal static class AnonymousSaver
{
    private static readonly (string Start, string Reason)[] Unsupported =
    [
        ("anon_inode:[io_uring]", "an io_uring: its rings and requests in flight can't be read from outside"),
        ("anon_inode:[userfaultfd]", "a userfaultfd: the program serves page faults itself"),
        ("anon_inode:[perf_event]", "a performance counter"),
        ("anon_inode:bpf-", "an object of eBPF"),
        ("anon_inode:[bpf", "an object of eBPF"),
        ("anon_inode:btf", "an object of eBPF"),
        ("anon_inode:kvm-", "a virtual machine (KVM)"),
        ("anon_inode:[fanotify]", "a fanotify group"),
        ("anon_inode:[landlock-ruleset]", "a Landlock rule set"),
        ("anon_inode:seccomp notify", "a seccomp listener"),
        ("anon_inode:[fscontext]", "a file system being set up (fsopen)"),
        ("anon_inode:[mount", "a mount (open_tree or fsmount)"),
        ("anon_inode:[vfio", "a device given to the program (VFIO)"),
        ("anon_inode:sync_file", "a fence of a graphics device"),
        ("anon_inode:dmabuf", "a buffer of a graphics device"),
        ("anon_inode:[secretmem]", "secret memory"),
        ("anon_inode:dma-buf", "a buffer of a graphics device"),
        ("net:[", "a network namespace"),
        ("mnt:[", "a mount namespace"),
        ("pid:[", "a pid namespace"),
        ("pid_for_children:[", "a pid namespace"),
        ("user:[", "a user namespace"),
        ("ipc:[", "an IPC namespace"),
        ("uts:[", "a UTS namespace"),
        ("cgroup:[", "a cgroup namespace"),
        ("time:[", "a time namespace"),
    ];

    public static FileDescription Save(FoundDescription found, CaptureContext context) => found.First.Link switch
    {
        "anon_inode:[eventfd]" => EventFdSaver.Save(found, context),
        "anon_inode:[timerfd]" => TimerFdSaver.Save(found, context),
        "anon_inode:[signalfd]" => SignalFdSaver.Save(found, context),
        "anon_inode:[eventpoll]" => EpollSaver.Save(found, context),
        "anon_inode:inotify" => InotifySaver.Save(found, context),
        "anon_inode:[pidfd]" => PidFdSaver.Save(found, context),
        var link when link.StartsWith("pidfd:[", StringComparison.Ordinal) => PidFdSaver.Save(found, context),
        var link => UnsupportedSaver.Save(found, context, ReasonOf(link)),
    };

    private static string ReasonOf(string link)
    {
        foreach (var (start, reason) in Unsupported)
        {
            if (link.StartsWith(start, StringComparison.Ordinal))
                return reason;
        }
        return "a kind of descriptor that perdure does not know";
    }
}
