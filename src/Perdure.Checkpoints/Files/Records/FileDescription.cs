using System.Text.Json.Serialization;
using Perdure.Kernel.Abi;

namespace Perdure.Checkpoints.Files.Records;

/// <summary>One open file description: what the kernel calls a struct file. Descriptors of several processes may point to it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RegularFileDescription), "file")]
[JsonDerivedType(typeof(DirectoryDescription), "directory")]
[JsonDerivedType(typeof(PathDescription), "path")]
[JsonDerivedType(typeof(ProcessFileDescription), "process-file")]
[JsonDerivedType(typeof(DeviceDescription), "device")]
[JsonDerivedType(typeof(PipeDescription), "pipe")]
[JsonDerivedType(typeof(ExternalStreamDescription), "external")]
[JsonDerivedType(typeof(EventFdDescription), "eventfd")]
[JsonDerivedType(typeof(TimerFdDescription), "timerfd")]
[JsonDerivedType(typeof(SignalFdDescription), "signalfd")]
[JsonDerivedType(typeof(EpollDescription), "epoll")]
[JsonDerivedType(typeof(InotifyDescription), "inotify")]
[JsonDerivedType(typeof(MemoryFileDescription), "memfd")]
[JsonDerivedType(typeof(PtyDescription), "pty")]
[JsonDerivedType(typeof(ExternalTerminalDescription), "terminal")]
[JsonDerivedType(typeof(UnixSocketDescription), "unix")]
[JsonDerivedType(typeof(InetSocketDescription), "inet")]
[JsonDerivedType(typeof(NetlinkSocketDescription), "netlink")]
[JsonDerivedType(typeof(PidFdDescription), "pidfd")]
[JsonDerivedType(typeof(UnsupportedDescription), "unsupported")]
public abstract record FileDescription
{
    /// <summary>Its number within the image.</summary>
    public required int Id { get; init; }

    /// <summary>What /proc calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Access mode and flags of the description.</summary>
    public required OpenFlags Flags { get; init; }

    /// <summary>Where the next read or write begins.</summary>
    public long Offset { get; init; }

    /// <summary>The inode.</summary>
    public FileIdentity Identity { get; init; }

    /// <summary>Kind and permissions of the inode.</summary>
    public uint Mode { get; init; }

    /// <summary>Owner of the inode.</summary>
    public uint Uid { get; init; }

    /// <summary>Group of the inode.</summary>
    public uint Gid { get; init; }

    /// <summary>Who gets its signals, when anybody.</summary>
    public SignalOwner? Owner { get; init; }

    /// <summary>Locks and leases of the description itself.</summary>
    public IReadOnlyList<FileLock> Locks { get; init => field = value ?? []; } = [];

    /// <summary>The access mode.</summary>
    [JsonIgnore]
    public OpenFlags Access => Flags & OpenFlags.O_ACCMODE;

    /// <summary>Whether it can be written through.</summary>
    [JsonIgnore]
    public bool Writes => Access is OpenFlags.O_WRONLY or OpenFlags.O_RDWR && (Flags & OpenFlags.O_PATH) == 0;

    /// <summary>Whether it can be read through.</summary>
    [JsonIgnore]
    public bool Reads => Access is OpenFlags.O_RDONLY or OpenFlags.O_RDWR && (Flags & OpenFlags.O_PATH) == 0;
}
