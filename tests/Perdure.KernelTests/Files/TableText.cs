using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Perdure.Checkpoints.Files.Content;
using Perdure.Checkpoints.Files.Records;

namespace Perdure.KernelTests.Files;

/// <summary>Writes a table of files as text in which numbers that differ from life to life (inodes, description ids) are replaced by descriptors, for comparison.</summary>
internal sealed partial class TableText(FileTable table, ChunkList chunks)
{
    private readonly Dictionary<int, string> _labels = [];

    public IReadOnlyList<string> Lines()
    {
        var lines = new List<string>();
        foreach (var (index, one) in table.Tables.Index())
        {
            foreach (var entry in one.Descriptors.Where(static entry => entry.Fd != FileHost.Control))
                _labels.TryAdd(entry.Description, $"{index}:{entry.Fd}");
        }
        foreach (var (index, one) in table.Tables.Index())
        {
            foreach (var entry in one.Descriptors.Where(static entry => entry.Fd != FileHost.Control))
            {
                var description = table.Descriptions.Single(found => found.Id == entry.Description);
                lines.Add($"{index}:{entry.Fd} cloexec={entry.CloseOnExec} same={_labels[entry.Description]} {Text(description)}");
            }
            lines.AddRange(one.PosixLocks.Select(found => $"{index} {found}"));
        }
        return lines;
    }

    private string Text(FileDescription found)
    {
        var locks = string.Join(',', found.Locks);
        var owner = found.Owner is null ? "" : $"{found.Owner.Type}/{found.Owner.Id != 0}/{found.Owner.Signal}";
        var name = Numbers().Replace(found.Name, "#").Replace("replaced#", "replaced", StringComparison.Ordinal);
        // A file found by its lasting handle shows its other name.
        if (name.EndsWith("/other-link", StringComparison.Ordinal) || name.EndsWith("/linked (deleted)", StringComparison.Ordinal))
            return $"linked {found.Flags} {found.Offset} {found.Identity}";
        return $"{found.GetType().Name} {name} flags={(int)found.Flags:x} offset={found.Offset} mode={found.Mode:x} {found.Uid}/{found.Gid} locks=[{locks}] owner={owner} {Special(found)}";
    }

    private string Special(FileDescription found) => found switch
    {
        RegularFileDescription file => OfFile(table.Files.Single(saved => saved.Identity == file.Identity), file),
        DirectoryDescription directory => $"{directory.Path} {directory.Deleted}",
        ProcessFileDescription file => file.Path,
        PipeDescription pipe => OfPipe(table.Pipes.Single(saved => saved.Identity == pipe.Identity), pipe),
        EventFdDescription counter => $"{counter.Count} {counter.Semaphore}",
        TimerFdDescription timer => $"{timer.Clock} {timer.Ticks} {timer.SetFlags} {Rough(timer.LeftNanoseconds)} {Rough(timer.DueNanoseconds)} {timer.IntervalNanoseconds}",
        SignalFdDescription signals => $"{signals.Mask:x}",
        EpollDescription set => string.Join(' ', set.Items.Select(item => $"{NumberOf(item)}->{_labels.GetValueOrDefault(item.Description)} {item.Events & ~Implied(item):x} {item.Data:x}").Order()),
        InotifyDescription queue => string.Join(' ', queue.Watches.Select(watch => $"{watch.Number} {watch.Path} {watch.Mask:x} {watch.Inode}")),
        MemoryFileDescription memory => OfMemory(table.MemoryFiles.Single(saved => saved.Identity == memory.Identity)),
        PtyDescription pty => OfPty(table.Ptys.Single(saved => saved.Number == pty.Number), pty),
        UnixSocketDescription socket => OfUnix(socket),
        InetSocketDescription socket => OfInet(socket),
        _ => "",
    };

    // A stale item gets another number: the program can't name it any more.
    private string NumberOf(EpollItem item) =>
        table.Tables.Any(one => one.Descriptors.Any(entry => entry.Fd == item.Fd && entry.Description == item.Description)) ? $"{item.Fd}" : "stale";

    // A disabled item that is not ready stays armed for errors.
    private static uint Implied(EpollItem item) => (item.Events & 0x40000000) != 0 ? 0x18u : 0;

    private string OfFile(SavedFile file, RegularFileDescription found) =>
        $"{Numbers().Replace(found.Path, "#").Replace("replaced#", "replaced", StringComparison.Ordinal)} size={file.Size} deleted={file.Deleted} {(file.MadeUp ? "made up" : file.ModifiedNanoseconds.ToString(CultureInfo.InvariantCulture))} {(file.Deleted ? Hash(file.Content) : "")}";

    private string OfPipe(SavedPipe pipe, PipeDescription end) =>
        $"{pipe.Capacity} {pipe.Packets} {end.Path} [{string.Join(',', pipe.Content.Select(Hash))}] {string.Join(',', table.Descriptions.OfType<PipeDescription>().Where(other => other.Identity == end.Identity).Select(other => _labels.GetValueOrDefault(other.Id, "queue")).Order())}";

    private string OfMemory(SavedMemoryFile memory) => $"{memory.Name} {memory.Size} {memory.Seals} {memory.HugePageBytes} {memory.Mode:x} {Hash(memory.Content)}";

    private static string OfPty(SavedPty saved, PtyDescription pty) => $"{pty.Number} {pty.Master} {Convert.ToHexString(saved.Modes)} {Convert.ToHexString(saved.Output)} {saved with { Modes = [], Output = [] }}";

    private string OfUnix(UnixSocketDescription socket) =>
        $"{socket.SocketKind} {socket.State} {Convert.ToHexString(socket.Address)} {socket.SocketFile} {socket.SocketFileMode:x} peer={LabelOf(socket.Peer)} {Convert.ToHexString(socket.PeerAddress)} backlog={socket.Backlog} waiting={string.Join(',', socket.WaitingPeers.Select(LabelOf))} queue=[{string.Join(" | ", socket.Queue.Select(OfMessage))}] shut={socket.Shutdown} {Options(socket.Options)}";

    private string OfMessage(QueuedMessage message) =>
        $"{Encoding.UTF8.GetString(chunks.All(message.Data))} from {Convert.ToHexString(message.Sender)} passes {string.Join(',', message.Passed.Select(id => _labels.GetValueOrDefault(id) ?? Text(table.Descriptions.Single(found => found.Id == id))))} {message.SenderPid != 0} {message.SenderUid}";

    private static string OfInet(InetSocketDescription socket) => socket.State == InetSocketState.Closed
        ? "closed"
        : $"{socket.Family} {socket.SocketKind} {socket.Protocol} {socket.State} {Convert.ToHexString(socket.Address)} {socket.Bound} {Convert.ToHexString(socket.PeerAddress)} {socket.Backlog} {Convert.ToHexString(socket.Filter ?? [])} {string.Join(',', socket.Memberships.Select(member => $"{Convert.ToHexString(member.Group)}/{member.Interface}/{member.Include}"))} {Options(socket.Options)}";

    private static string Options(IReadOnlyList<SavedSocketOption> options) =>
        string.Join(' ', options.Select(static option => $"{option.Level}/{option.Name}={Convert.ToHexString(option.Value)}"));

    private string LabelOf(uint inode)
    {
        var peer = table.Descriptions.OfType<UnixSocketDescription>().FirstOrDefault(other => other.Identity.Inode == inode);
        return peer is null ? "none" : _labels.GetValueOrDefault(peer.Id, "queue");
    }

    private string Hash(ContentRef? content) => content is null ? "-" : $"{content.Length}:{Convert.ToHexString(SHA256.HashData(chunks.All(content)))[..12]}";

    private static long Rough(long nanoseconds) => (nanoseconds + 5_000_000_000) / 60_000_000_000;

    [GeneratedRegex(@"(?<=\[)\d+(?=\])|(?<=/proc/)\d+|(?<=#)\d+|\.perdure-[0-9a-f]+")]
    private static partial Regex Numbers();
}
