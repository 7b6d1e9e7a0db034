namespace Perdure.Kernel.Procfs;

/// <summary>The namespaces of a process, by inode number; 0 where the kernel doesn't have that kind, or it can't be told (a zombie).</summary>
public sealed record NamespaceSet
{
    /// <summary>Mounts.</summary>
    public ulong Mount { get; init; }

    /// <summary>Process ids.</summary>
    public ulong Pid { get; init; }

    /// <summary>Process ids of its future children.</summary>
    public ulong PidForChildren { get; init; }

    /// <summary>Network.</summary>
    public ulong Net { get; init; }

    /// <summary>User ids.</summary>
    public ulong User { get; init; }

    /// <summary>Host name.</summary>
    public ulong Uts { get; init; }

    /// <summary>System V and POSIX message queues.</summary>
    public ulong Ipc { get; init; }

    /// <summary>Root of cgroups.</summary>
    public ulong Cgroup { get; init; }

    /// <summary>Offsets of clocks.</summary>
    public ulong Time { get; init; }

    /// <summary>Offsets of clocks of its future children.</summary>
    public ulong TimeForChildren { get; init; }

    /// <summary>The namespaces of a process.</summary>
    public static KernelResult<NamespaceSet> Read(Pid pid)
    {
        var mount = Inode(pid, "mnt");
        return mount.Ok || mount.Error == Errno.ENOENT
            ? KernelResult.Success(new NamespaceSet
            {
                Mount = mount.Or(0),
                Pid = Inode(pid, "pid").Or(0),
                PidForChildren = Inode(pid, "pid_for_children").Or(0),
                Net = Inode(pid, "net").Or(0),
                User = Inode(pid, "user").Or(0),
                Uts = Inode(pid, "uts").Or(0),
                Ipc = Inode(pid, "ipc").Or(0),
                Cgroup = Inode(pid, "cgroup").Or(0),
                Time = Inode(pid, "time").Or(0),
                TimeForChildren = Inode(pid, "time_for_children").Or(0),
            })
            : KernelResult.Failure<NamespaceSet>(mount.Error);
    }

    /// <summary>The number in "mnt:[4026531840]".</summary>
    public static ulong ParseInode(ReadOnlySpan<byte> link)
    {
        var cursor = new ByteCursor(link);
        cursor.Until((byte)'[');
        var inode = cursor.Decimal();
        cursor.Skip("]"u8);
        return inode;
    }

    private static KernelResult<ulong> Inode(Pid pid, string name)
    {
        var link = ProcFile.ReadLink(pid, "ns/" + name);
        return link.Ok
            ? KernelResult.Success(ParseInode(System.Text.Encoding.UTF8.GetBytes(link.Value)))
            : KernelResult.Failure<ulong>(link.Error);
    }
}
