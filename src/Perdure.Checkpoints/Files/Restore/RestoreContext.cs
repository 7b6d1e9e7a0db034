using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Content;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel;

namespace Perdure.Checkpoints.Files.Restore;

/// <summary>What a restore of files has made so far.</summary>
internal sealed class RestoreContext(FileTable table, IContentSource content, FileRestoreOptions options) : IDisposable
{
    private readonly Dictionary<int, SafeFileHandle> _handles = [];
    private readonly Dictionary<FileIdentity, SafeFileHandle> _files = [];
    private readonly List<string> _notes = [];
    private readonly List<(string Name, string Reason)> _lost = [];
    private Dictionary<int, FileDescription>? _descriptions;
    private Dictionary<int, List<(DescriptorTable Table, int Fd)>>? _holders;
    private Dictionary<(int Process, int Fd), int>? _numbers;

    public FileTable Table { get; } = table;

    public IContentSource Content { get; } = content;

    public FileRestoreOptions Options { get; } = options;

    public IReadOnlyList<string> Notes => [.. _notes, .. _lost.GroupBy(static one => one.Reason).Select(static group => LostNote(group.Key, [.. group]))];

    /// <summary>What comes to life at the very end.</summary>
    public List<IRevival> Revivals { get; } = [];

    /// <summary>How files on disk become again what they were before this restore, in the order in which they were changed.</summary>
    public List<Action> Undo { get; } = [];

    /// <summary>Does that. Throws the first failure, after all of them were tried.</summary>
    public void UndoAll()
    {
        PerdureException? first = null;
        foreach (var undo in Undo.AsEnumerable().Reverse())
        {
            try
            {
                undo();
            }
            catch (PerdureException failure)
            {
                first ??= failure;
            }
        }

        Undo.Clear();
        if (first is not null)
            throw first;
    }

    /// <summary>Whether the table that holds packets back is there.</summary>
    public bool HasHold { get; set; }

    /// <summary>TCP connections that could have lived on and did not.</summary>
    public int LostConnections => _lost.Count;

    /// <summary>A TCP connection that could have lived on is closed.</summary>
    public void Lose(string name, string reason) => _lost.Add((name, reason));

    public void Note(string note)
    {
        if (!_notes.Contains(note))
            _notes.Add(note);
    }

    /// <summary>The description now has a handle.</summary>
    public void Give(FileDescription description, SafeFileHandle handle)
    {
        Assert.Always(!handle.IsInvalid);
        if (!_handles.TryAdd(description.Id, handle))
            throw new InvalidOperationException($"description {description.Id} was restored twice");
    }

    public SafeFileHandle? HandleOf(int description) => _handles.GetValueOrDefault(description);

    public SafeFileHandle Handle(int description) =>
        HandleOf(description) ?? throw new PerdureException($"the image's list of open files contradicts itself: description {description} has no file");

    /// <summary>A handle for reading and writing of a nameless file, kept until the end of the restore.</summary>
    public void GiveFile(FileIdentity identity, SafeFileHandle handle) => _files.Add(identity, handle);

    public SafeFileHandle? FileOf(FileIdentity identity) => _files.GetValueOrDefault(identity);

    /// <summary>The descriptions of one kind.</summary>
    public IEnumerable<T> All<T>()
        where T : FileDescription => Table.Descriptions.OfType<T>();

    /// <summary>The record of a description. Precondition: the table's rules hold.</summary>
    public FileDescription DescriptionOf(int id)
    {
        if (_descriptions is null)
        {
            _descriptions = [];
            foreach (var description in Table.Descriptions)
                _descriptions[description.Id] = description;
        }
        return _descriptions[id];
    }

    /// <summary>The descriptors that point to a description.</summary>
    public IReadOnlyList<(DescriptorTable Table, int Fd)> HoldersOf(int description)
    {
        Index();
        return _holders!.TryGetValue(description, out var holders) ? holders : [];
    }

    /// <summary>The first descriptor that points to a description; null when none does.</summary>
    public (DescriptorTable Table, int Fd)? FirstHolder(int description) => HoldersOf(description) is [var first, ..] ? first : null;

    /// <summary>The description that a number points to in a table; -1 when none.</summary>
    public int At(DescriptorTable table, int fd)
    {
        Index();
        return _numbers!.TryGetValue((table.Processes[0], fd), out var description) ? description : -1;
    }

    private static string LostNote(string reason, List<(string Name, string Reason)> lost) =>
        $"{lost.Count} {(lost.Count == 1 ? "connection was" : "connections were")} closed ({lost[0].Name}{(lost.Count > 1 ? ", ..." : "")}): {reason}";

    private void Index()
    {
        if (_holders is not null)
            return;
        _holders = [];
        _numbers = [];
        foreach (var table in Table.Tables)
        {
            foreach (var entry in table.Descriptors)
            {
                if (!_holders.TryGetValue(entry.Description, out var holders))
                    _holders.Add(entry.Description, holders = []);
                holders.Add((table, entry.Fd));
                _numbers.TryAdd((table.Processes[0], entry.Fd), entry.Description);
            }
        }
    }

    public int PidOf(int process) => Options.PidOf(new Pid(process)).Value;

    public void Dispose()
    {
        foreach (var handle in _handles.Values)
            handle.Dispose();
        foreach (var handle in _files.Values)
            handle.Dispose();
    }
}
