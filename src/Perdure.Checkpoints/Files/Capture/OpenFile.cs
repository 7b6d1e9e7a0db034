using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Checkpoints.Files.Capture;

/// <summary>One descriptor as it was found: our duplicate of it, and what the kernel says about it. It must only be looked at.</summary>
internal sealed class OpenFile : IDisposable
{
    private string? _link;

    public OpenFile(int process, int fd, int table, SafeFileHandle handle, FileStatus status, FdInfo info)
    {
        Process = process;
        Fd = fd;
        Table = table;
        Handle = handle;
        Status = status;
        Info = info;
        // All eventfds share one inode; their own number spares the kernel most comparisons.
        Distinction = (status.Mode & FileTypes.S_IFMT) == 0 ? info.Decimal("eventfd-id") ?? 0 : 0;
    }

    /// <summary>Whose it is; 0 for one that lies in a socket's queue or is only mapped.</summary>
    public int Process { get; }

    /// <summary>Its number there; -1 for none.</summary>
    public int Fd { get; }

    /// <summary>Index of the table that has it; -1 for none.</summary>
    public int Table { get; }

    public SafeFileHandle Handle { get; }

    public FileStatus Status { get; }

    public FdInfo Info { get; }

    /// <summary>What tells it from others of the same inode, flags and offset; 0 when the kernel has to be asked.</summary>
    public long Distinction { get; }

    /// <summary>What /proc calls it.</summary>
    public string Link => _link ??= ReadLink();

    public FileIdentity Identity => new(Status.Device, Status.Inode);

    public OpenFlags Flags => Info.Flags;

    public bool PathOnly => (Flags & OpenFlags.O_PATH) != 0;

    public bool Reads => !PathOnly && (Flags & OpenFlags.O_ACCMODE) is OpenFlags.O_RDONLY or OpenFlags.O_RDWR;

    /// <summary>Whether the name had to be left out because it is no UTF-8.</summary>
    public bool NameUnreadable { get; private set; }

    public void Dispose() => Handle.Dispose();

    private string ReadLink()
    {
        var link = FileCalls.ReadLink(FileCalls.OwnPath(Handle));
        NameUnreadable = link.Error == Errno.EILSEQ;
        return link.Or("");
    }
}
