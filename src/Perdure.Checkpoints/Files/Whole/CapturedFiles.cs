using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Content;
using Perdure.Checkpoints.Files.Journal;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Regular;
using Perdure.Kernel;

namespace Perdure.Checkpoints.Files.Whole;

/// <summary>
/// The open files of processes that stood still, before their content is in the image. It holds no descriptor that the program could notice: only descriptions of
/// our own of files that have no name.
/// </summary>
public sealed class CapturedFiles : IDisposable
{
    private readonly CaptureContext _context;
    private readonly IReadOnlyList<DescriptorTable> _tables;
    private readonly JournalTaking? _journal;

    private CapturedFiles(CaptureContext context, IReadOnlyList<DescriptorTable> tables, JournalTaking? journal)
    {
        _context = context;
        _tables = tables;
        _journal = journal;
    }

    /// <summary>What can't be kept. Unless SkipUnsupported was asked for, the checkpoint has to end here when there is any.</summary>
    public IReadOnlyList<FileRefusal> Refusals => _context.Refusals;

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<string> Notes => [.. _context.Notes, .. ConnectionNotes()];

    /// <summary>The identities of the memory files and deleted files that were found, with their sizes; their content may be the memory of mappings.</summary>
    public IReadOnlyList<FileIdentity> NamelessFiles =>
        [.. _context.MemoryFiles.Keys, .. _context.Files.Values.Where(static file => file.File.Deleted).Select(static file => file.File.Identity)];

    /// <summary>Hashes and copies files while the program runs again, and writes all content to the image.</summary>
    public FileTable Complete(IContentSink sink)
    {
        var notes = new List<string>(Notes);
        var completion = new FileCompletion(_context.Options, sink, notes);
        var table = new FileTable
        {
            Descriptions = [.. _context.Saved.OrderBy(static saved => saved.Key).Select(saved => WithQueue(saved.Value, sink))],
            Tables = _tables,
            Files = [.. _context.Files.Values.Select(file => CompleteFile(file, completion, sink, notes))],
            MemoryFiles = [.. _context.MemoryFiles.Values.Select(file => CompleteMemoryFile(file, sink, notes))],
            Pipes = [.. _context.Pipes.Values.Select(pipe => CompletePipe(pipe, sink))],
            Ptys = [.. _context.Ptys.Values],
            Journal = _journal?.Totals,
            HeldUntil = _context.Held?.Until ?? 0,
            Refusals = Refusals,
            Notes = notes,
        };
        Assert.Always(FileTableRules.FirstBroken(table) is null);
        return table;
    }

    /// <summary>Connections go on. To be called before the processes do, when the checkpoint has failed.</summary>
    public void ReleaseConnections() => _context.Held?.Dispose();

    /// <summary>Ends the sockets of connections that live on without a word to their peers. Precondition: the processes are dead.</summary>
    /// <returns>What the user should know; null when all went well.</returns>
    public string? BuryConnections() => _context.Held?.Bury();

    /// <inheritdoc/>
    public void Dispose()
    {
        _context.Held?.Dispose();
        _journal?.Dispose();
        foreach (var file in _context.Files.Values)
            file.Content?.Dispose();
        foreach (var file in _context.MemoryFiles.Values)
            file.Content?.Dispose();
        _context.Mounts.Dispose();
    }

    internal static CapturedFiles Take(IReadOnlyList<Pid> processes, FileCaptureOptions options, bool peek, JournalTaking? journal = null)
    {
        var tables = TreeScan.Tables(processes);
        var context = new CaptureContext(processes, options, peek, tables);
        try
        {
            var found = TableCapture.Run(context);
            journal?.Capture(context);
            return new CapturedFiles(context, found, journal);
        }
        catch
        {
            context.Held?.Dispose();
            throw;
        }
        finally
        {
            // From here on nothing of the program's is held: closing a listening socket or a pipe must close it.
            foreach (var found in context.Found)
                found.First.Dispose();
            TreeScan.Release(tables);
        }
    }

    /// <summary>Of what the journal could not keep there is a fingerprint, as without a journal.</summary>
    private SavedFile CompleteFile(PendingFile file, FileCompletion completion, IContentSink sink, List<string> notes)
    {
        if (_journal?.Complete(file.File.Identity, sink) is not { } kept)
            return completion.Complete(file);
        if (kept.Content is not null)
            return file.File with { Content = kept.Content, WrittenByMapping = kept.Mapped };
        notes.Add($"the content of {file.File.Path} is not in this checkpoint: {kept.WhyNot}");
        return completion.Complete(file) with { WhyNoContent = kept.WhyNot };
    }

    private FileDescription WithQueue(FileDescription saved, IContentSink sink)
    {
        if (saved is InetSocketDescription { Connection: not null } connected && _context.Connections.TryGetValue(saved.Id, out var connection))
            return connected with { Connection = CompleteConnection(connection, sink) };
        if (saved is not UnixSocketDescription socket || !_context.Queues.TryGetValue(saved.Id, out var messages))
            return saved;
        return socket with { Queue = [.. messages.Select(message => CompleteMessage(message, sink))] };
    }

    private static QueuedMessage CompleteMessage(PendingMessage message, IContentSink sink) => new()
    {
        Data = ContentWriter.Keep(message.Data, sink),
        Sender = message.Sender,
        Passed = message.Passed,
        SenderPid = message.Credentials?.Pid ?? 0,
        SenderUid = message.Credentials?.Uid ?? 0,
        SenderGid = message.Credentials?.Gid ?? 0,
    };

    private static SavedConnection CompleteConnection(PendingConnection connection, IContentSink sink) => connection.Saved with
    {
        Received = ContentWriter.Keep(connection.Received, sink),
        Unacknowledged = ContentWriter.Keep(connection.Unacknowledged, sink),
        Unsent = ContentWriter.Keep(connection.Unsent, sink),
    };

    private static SavedPipe CompletePipe(PendingPipe pipe, IContentSink sink) =>
        pipe.Pipe with { Content = [.. pipe.Content.Select(bytes => ContentWriter.Keep(bytes, sink))] };

    private static SavedMemoryFile CompleteMemoryFile(PendingMemoryFile file, IContentSink sink, List<string> notes) => file.Content is null
        ? file.File
        : file.File with { Content = file.Content.Complete($"the memory file {file.File.Name}", sink, notes) };

    private IEnumerable<string> ConnectionNotes()
    {
        foreach (var (reason, lost) in _context.ClosedConnections.GroupBy(static one => one.Reason).Select(static group => (group.Key, group.ToList())))
            yield return $"{lost.Count} {(lost.Count == 1 ? "connection" : "connections")} will be closed on restore ({lost[0].Name}{(lost.Count > 1 ? ", ..." : "")}): {reason}";
    }
}
