using Perdure.Checkpoints.Files;
using Perdure.Checkpoints.Files.Content;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel.Abi;

namespace Perdure.Tests.Checkpoints;

/// <summary>A table of open files with one description of nearly every kind, and content inline, in chunks and in memory objects.</summary>
internal static class SampleFiles
{
    private static readonly FileIdentity OnDisk = new(1, 70);
    private static readonly FileIdentity Written = new(1, 73);
    private static readonly FileIdentity Unread = new(1, 74);
    private static readonly FileIdentity Gone = new(1, 71);
    private static readonly FileIdentity Memory = new(1, 77);
    private static readonly FileIdentity Loose = new(1, 79);
    private static readonly FileIdentity Pipe = new(1, 72);

    /// <param name="chunk">A chunk that the image has.</param>
    /// <param name="chunkBytes">Its length.</param>
    public static FileTable Make(int chunk, int chunkBytes)
    {
        FileDescription[] all =
        [
            new RegularFileDescription { Id = 0, Name = "/etc/hosts", Path = "/etc/hosts", Flags = OpenFlags.O_RDONLY, Identity = OnDisk, Locks = [new FileLock(FileLockKind.Whole, true)] },
            new RegularFileDescription { Id = 1, Name = "/tmp/lost", Path = "/tmp/lost", Flags = OpenFlags.O_RDWR, Identity = Gone, Offset = 5 },
            new MemoryFileDescription { Id = 2, Name = "/memfd:sample", Flags = OpenFlags.O_RDWR, Identity = Memory },
            new MemoryFileDescription { Id = 3, Name = "/memfd:loose", Flags = OpenFlags.O_RDWR, Identity = Loose },
            new PipeDescription { Id = 4, Name = "pipe:[72]", Flags = OpenFlags.O_RDONLY, Identity = Pipe },
            new PipeDescription { Id = 5, Name = "pipe:[72]", Flags = OpenFlags.O_WRONLY, Identity = Pipe, Owner = new SignalOwner(1, 500, 12) },
            new DirectoryDescription { Id = 6, Name = "/tmp", Path = "/tmp", Flags = OpenFlags.O_DIRECTORY },
            new DeviceDescription { Id = 7, Name = "/dev/null", Path = "/dev/null", Device = 259, Flags = OpenFlags.O_RDWR },
            new EventFdDescription { Id = 8, Name = "anon_inode:[eventfd]", Count = 3, Flags = OpenFlags.O_RDWR },
            new TimerFdDescription { Id = 9, Name = "anon_inode:[timerfd]", Clock = 1, Flags = OpenFlags.O_RDWR },
            new SignalFdDescription { Id = 10, Name = "anon_inode:[signalfd]", Mask = 3, Flags = OpenFlags.O_RDWR },
            new EpollDescription { Id = 11, Name = "anon_inode:[eventpoll]", Flags = OpenFlags.O_RDWR, Items = [new EpollItem(8, 8, 1, 8)] },
            new InotifyDescription { Id = 12, Name = "anon_inode:inotify", Flags = OpenFlags.O_RDONLY, Watches = [new InotifyWatch(1, "/tmp", 2, OnDisk)] },
            new UnixSocketDescription { Id = 13, Name = "socket:[80]", SocketKind = 1, State = UnixSocketState.Connected, Address = [1, 0], Peer = 81, Flags = OpenFlags.O_RDWR, Identity = new(8, 80), Queue = [Message("stream", 0)] },
            new UnixSocketDescription { Id = 14, Name = "socket:[81]", SocketKind = 2, State = UnixSocketState.Connected, Address = [1, 0], Peer = 80, Flags = OpenFlags.O_RDWR, Identity = new(8, 81), Queue = [Message("one"), Message("two")] },
            new InetSocketDescription { Id = 15, Name = "socket:[82]", Family = 2, SocketKind = 1, Protocol = 6, State = InetSocketState.Listening, Address = new byte[16], Flags = OpenFlags.O_RDWR, Options = [new SavedSocketOption(1, 2, [1, 0, 0, 0])] },
            new NetlinkSocketDescription { Id = 16, Name = "socket:[83]", SocketKind = 3, Protocol = 0, Flags = OpenFlags.O_RDWR },
            new PtyDescription { Id = 17, Name = "/dev/ptmx", Number = 3, Master = true, Flags = OpenFlags.O_RDWR },
            new ExternalStreamDescription { Id = 18, Name = "pipe:[9]", Standard = 1, Flags = OpenFlags.O_WRONLY },
            new PidFdDescription { Id = 19, Name = "anon_inode:[pidfd]", Process = SampleProgram.Child, Flags = OpenFlags.O_RDWR },
            Connected(20, 21, chunkBytes, chunk),
            Connected(21, 20, chunkBytes, chunk),
            Connected(22, null, chunkBytes, chunk) with { Family = 10, Address = new byte[28], PeerAddress = new byte[28] },
            new InetSocketDescription { Id = 23, Name = "socket:[87]", Family = 2, SocketKind = 1, Protocol = 6, State = InetSocketState.Closed, WhyClosed = "it had ended", Flags = OpenFlags.O_RDWR },
        ];
        return new FileTable
        {
            Descriptions = all,
            Tables = [new DescriptorTable([SampleProgram.Pid], [.. all.Select(one => new Descriptor(one.Id, one.Id, false))], [new PosixLock(1, true, 0, 10)])],
            Files =
            [
                new SavedFile { Identity = OnDisk, Path = "/etc/hosts", Size = 10, ModifiedNanoseconds = 1, Hash = new byte[32] },
                new SavedFile { Identity = Written, Path = "/usr/bin/env", Size = 4096 + chunkBytes, ModifiedNanoseconds = 1, Mode = 0x8180, Content = new ContentRef { Length = 4096 + chunkBytes, Parts = [new ContentPart(4096, chunkBytes, chunk)] } },
                new SavedFile { Identity = Unread, Path = "/etc/passwd", Size = 5, ModifiedNanoseconds = 1, Mode = 0x8180, Content = Inline("12345"), WhyNoContent = "it was cut while it was read" },
                new SavedFile { Identity = Gone, Path = "/tmp/lost", Size = chunkBytes + 10, ModifiedNanoseconds = 1, Deleted = true, Content = new ContentRef { Length = chunkBytes + 10, Parts = [new ContentPart(10, chunkBytes, chunk)] } },
            ],
            Journal = new JournalTotals(1, 1, 2, 3, 4),
            MemoryFiles =
            [
                new SavedMemoryFile { Identity = Memory, Name = "sample", Size = 8192, ContentElsewhere = true },
                new SavedMemoryFile { Identity = Loose, Name = "../../loose", Size = 5, Content = Inline("loose") },
            ],
            Pipes = [new SavedPipe { Identity = Pipe, Capacity = 65536, Content = [Inline("in the pipe")] }],
            Ptys = [new SavedPty { Number = 3, Modes = new byte[44] }],
            Refusals = [new FileRefusal(1, 2, "x", "y")],
            Notes = ["a note"],
        };
    }

    private static InetSocketDescription Connected(int id, int? peer, int chunkBytes, int chunk) => new()
    {
        Id = id,
        Name = $"socket:[{id}]",
        Family = 2,
        SocketKind = 1,
        Protocol = 6,
        State = InetSocketState.Established,
        Address = new byte[16],
        PeerAddress = new byte[16],
        Flags = OpenFlags.O_RDWR,
        Connection = new SavedConnection
        {
            Peer = peer,
            Received = new ContentRef { Length = chunkBytes, Parts = [new ContentPart(0, chunkBytes, chunk)] },
            Unacknowledged = peer is null ? Inline("sent") : new ContentRef(),
            Unsent = Inline("unsent"),
            LargestSegment = 1448,
            Window = peer is null ? new SavedWindow(1, 2, 3, 4, 5) : null,
        },
    };

    private static QueuedMessage Message(string text, params int[] passed) => new() { Data = Inline(text), Passed = passed };

    private static ContentRef Inline(string text) => new() { Length = text.Length, Inline = System.Text.Encoding.ASCII.GetBytes(text) };
}
