using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Verifying;
using FileIdentity = Perdure.Checkpoints.Files.FileIdentity;

namespace Perdure.Checkpoints.Exports;

/// <summary>Goes through the open files of a checkpoint, has their content written, and says whose they were.</summary>
internal sealed class FileCollector
{
    private const string OnDisk = "the checkpoint has no copy of it (only of deleted files, and of small ones open for writing; --files journal keeps all that are); it is where it was, changed or not";
    private readonly Inventory _inventory;
    private readonly ContentFiles _content;
    private readonly ILookup<int, FileHolder> _holders;
    private readonly ILookup<FileIdentity, FileDescription> _descriptions;
    private readonly List<ExportedFile> _files = [];

    public FileCollector(Inventory inventory, ContentFiles content)
    {
        _inventory = inventory;
        _content = content;
        var byId = inventory.Files.Descriptions.ToDictionary(description => description.Id);
        _holders = (from table in inventory.Files.Tables
                    from process in table.Processes
                    from descriptor in table.Descriptors
                    let description = byId[descriptor.Description]
                    select (description.Id, Holder: new FileHolder(process, descriptor.Fd, AccessOf(description), description.Offset))).ToLookup(pair => pair.Id, pair => pair.Holder);
        _descriptions = inventory.Files.Descriptions.ToLookup(description => description.Identity);
    }

    /// <summary>Writes all content and answers the entries of the index.</summary>
    public IReadOnlyList<ExportedFile> Collect()
    {
        foreach (var file in _inventory.Files.Files)
            Add(file);
        foreach (var file in _inventory.Files.MemoryFiles)
            Add(file);
        foreach (var found in _inventory.Program.Objects.Where(IsOnlyMapped))
            _files.Add(new ExportedFile(found.Name, "mapped", [_content.Write(found.Name, PagesOf(found.Id), found.Bytes)], found.Bytes, null, []));
        foreach (var pipe in _inventory.Files.Pipes)
            Add(pipe);
        foreach (var description in _inventory.Files.Descriptions)
            AddAlone(description);
        return _files;
    }

    private static string AccessOf(FileDescription description) => (description.Reads, description.Writes) switch
    {
        (true, true) => "read, write",
        (true, false) => "read",
        (false, true) => "write",
        _ => "none",
    };

    private void Add(SavedFile file)
    {
        IReadOnlyList<string> content = file switch
        {
            { Content: { } kept } => [_content.Write(file.Path, kept)],
            { ContentElsewhere: true } => FromObject(file.Path, file.Identity),
            _ => [],
        };
        var note = content.Count > 0 || file.MadeUp ? null : OnDisk;
        _files.Add(new ExportedFile(file.Path, file.Deleted ? "deleted" : "file", content, file.Size, note, HoldersOf(file.Identity)));
    }

    private void Add(SavedMemoryFile file)
    {
        var content = file.Content is { } kept ? [_content.Write(file.Name, kept)] : FromObject(file.Name, file.Identity);
        _files.Add(new ExportedFile(file.Name, "memfd", content, file.Size, null, HoldersOf(file.Identity)));
    }

    private void Add(SavedPipe pipe)
    {
        var name = pipe.Path ?? $"pipe-{pipe.Identity.Inode}";
        var bytes = pipe.Content.Sum(piece => piece.Length);
        IReadOnlyList<string> content = bytes == 0 ? [] : pipe.Packets ? [.. pipe.Content.Select(packet => _content.Write(name, packet))] : [_content.WriteJoined(name, pipe.Content)];
        _files.Add(new ExportedFile(name, "pipe", content, bytes, null, HoldersOf(pipe.Identity)));
    }

    /// <summary>What has no inode that is described elsewhere: sockets with their queues, and all that has no content.</summary>
    private void AddAlone(FileDescription description)
    {
        if (description is RegularFileDescription or MemoryFileDescription or PipeDescription)
            return;
        var (content, bytes) = description is UnixSocketDescription { Queue.Count: > 0 } socket ? WriteQueue(socket) : ([], 0);
        _files.Add(new ExportedFile(description.Name, FileKinds.NameOf(description), content, bytes, null, [.. _holders[description.Id]]));
    }

    private (IReadOnlyList<string> Content, long Bytes) WriteQueue(UnixSocketDescription socket)
    {
        const int SOCK_STREAM = 1;
        var name = $"queue-of-descriptor-{(_holders[socket.Id].FirstOrDefault() is { } holder ? $"{holder.Fd}-of-{holder.Process}" : "nobody")}";
        var messages = socket.Queue.Select(message => message.Data).ToList();
        IReadOnlyList<string> content = socket.SocketKind == SOCK_STREAM ? [_content.WriteJoined(name, messages)] : [.. messages.Select(message => _content.Write(name, message))];
        return (content, messages.Sum(message => message.Length));
    }

    private IReadOnlyList<string> FromObject(string name, FileIdentity identity) =>
        ObjectOf(identity) is { } found ? [_content.Write(name, PagesOf(found.Id), found.Bytes)] : [];

    private MemoryObjectImage? ObjectOf(FileIdentity identity) =>
        _inventory.Program.Objects.FirstOrDefault(found => found.Kind != MemoryObjectKind.SysV && found.Device == identity.Device && found.Inode == identity.Inode);

    private bool IsOnlyMapped(MemoryObjectImage found) =>
        found.Kind is MemoryObjectKind.DeletedFile or MemoryObjectKind.MemFd
        && !_inventory.Files.Files.Any(file => file.ContentElsewhere && ObjectOf(file.Identity) == found)
        && !_inventory.Files.MemoryFiles.Any(file => file.Content is null && ObjectOf(file.Identity) == found);

    private Perdure.Store.PageMap? PagesOf(long id) => _inventory.Pages.GetValueOrDefault(id);

    private List<FileHolder> HoldersOf(FileIdentity identity) => [.. _descriptions[identity].SelectMany(description => _holders[description.Id])];
}
