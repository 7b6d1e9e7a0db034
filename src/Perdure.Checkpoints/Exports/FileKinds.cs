using Perdure.Checkpoints.Files.Records;

namespace Perdure.Checkpoints.Exports;

/// <summary>The kinds of open files, in the words that the image itself uses.</summary>
internal static class FileKinds
{
    /// <summary>The kind of a description.</summary>
    public static string NameOf(FileDescription description) => description switch
    {
        RegularFileDescription => "file",
        MemoryFileDescription => "memfd",
        PipeDescription => "pipe",
        DirectoryDescription => "directory",
        PathDescription => "path",
        ProcessFileDescription => "process-file",
        DeviceDescription => "device",
        ExternalStreamDescription => "external",
        EventFdDescription => "eventfd",
        TimerFdDescription => "timerfd",
        SignalFdDescription => "signalfd",
        EpollDescription => "epoll",
        InotifyDescription => "inotify",
        PtyDescription => "pty",
        ExternalTerminalDescription => "terminal",
        UnixSocketDescription => "unix",
        InetSocketDescription => "inet",
        NetlinkSocketDescription => "netlink",
        PidFdDescription => "pidfd",
        _ => "other",
    };
}
