using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Actions;
using Perdure.Checkpoints.Files.Content;
using Perdure.Checkpoints.Files.Memory;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Regular;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Checkpoints.Files.Terminals;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Whole;

/// <summary>
/// Makes every open file of a checkpoint again, within this process: the caller sends the descriptors to the restored processes and has them do what only they can.
/// Disposing closes our own descriptors; what was sent lives on. Call order: <see cref="FindChanges"/> if wanted, <see cref="CreateTerminals"/>, <see cref="Create"/>, the caller fills memory
/// files whose content it keeps, <see cref="FinishMemoryFiles"/>, <see cref="DescriptorsOf"/>, <see cref="ActionsOf"/>, <see cref="Revive"/>.
/// </summary>
public sealed class FileRestorer(FileTable table, IContentSource content, FileRestoreOptions options) : IDisposable
{
    private readonly RestoreContext _context = new(table, content, options);
    private IReadOnlyList<ChangedFile>? _changes;

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<string> Notes => _context.Notes;

    /// <summary>How many TCP connections live on.</summary>
    public int KeptConnections => ConnectionCount.Kept(table) - _context.LostConnections;

    /// <summary>How many do not.</summary>
    public int ClosedConnections => ConnectionCount.Closed(table) + _context.LostConnections;

    /// <summary>The files that are not as they were. Nothing is touched.</summary>
    public IReadOnlyList<ChangedFile> FindChanges() => _changes ??= new ChangedFileFinder(table, content).Find();

    /// <summary>Makes the terminals, before there are processes: a child gets its controlling terminal from its parent, and in no other way.</summary>
    public void CreateTerminals() => PtyRestorer.RestoreAll(_context);

    /// <summary>Our own descriptor of the terminal that controls a session, by its number at the checkpoint; null when it has none of the image.</summary>
    public SafeFileHandle? ControllingTerminalOf(int session) => PtyRestorer.ControllingTerminalOf(session, _context);

    /// <summary>Makes every other description. Precondition: the processes of the checkpoint exist (pidfds and /proc/PID files name them).</summary>
    public void Create()
    {
        ChangedFilePolicy.Check(FindChanges(), options.Changed);
        DescriptionRestorer.RestoreAll(_context, FindChanges());
    }

    /// <summary>A handle, open for reading and writing, of a memory file or deleted file, for filling and mapping; null when it is none of this image.</summary>
    public SafeFileHandle? FileOf(FileIdentity identity) => _context.FileOf(identity);

    /// <summary>Puts the seals on memory files, and their times on deleted files. Afterwards their content may be fixed.</summary>
    public void FinishMemoryFiles() => MemoryFileRestorer.Finish(_context);

    /// <summary>The descriptors that a process (by its pid at the checkpoint) has to get. Processes that share a table share them.</summary>
    public IReadOnlyList<RestoredDescriptor> DescriptorsOf(Pid process)
    {
        foreach (var one in table.Tables)
        {
            if (one.Processes.Contains(process.Value))
                return [.. one.Descriptors.Select(entry => new RestoredDescriptor(entry.Fd, _context.Handle(entry.Description), entry.CloseOnExec))];
        }
        return [];
    }

    /// <summary>What a process has to do itself, in this order, once it has its descriptors. Of processes that share a table only the first one has any.</summary>
    public IReadOnlyList<RemoteAction> ActionsOf(Pid process) => ActionPlan.For(process.Value, _context);

    /// <summary>Does an <see cref="EpollTake"/> from outside.</summary>
    public void Take(EpollTake action)
    {
        var events = new EpollEventBuffer[Math.Max(1, action.Most)];
        _ = EpollCalls.Take(_context.Handle(action.Description), events);
    }

    /// <summary>
    /// Connections come to life. Precondition: nothing of the restore can fail any more but this, which changes nothing when it does: the peers' packets are still held back then, and
    /// it can be tried again.
    /// </summary>
    public void Revive()
    {
        if (_context.HasHold)
        {
            var error = PacketHold.Remove(options.HoldTable!);
            if (error is not (Errno.None or Errno.ENOENT))
                throw new PerdureException($"cannot let packets of TCP connections through again: {error.Describe()}", $"look at it: nft list table inet {options.HoldTable}");
        }

        foreach (var one in _context.Revivals)
            one.Wake();
        foreach (var one in _context.Revivals)
            one.Finish();
    }

    /// <summary>What was done to files on disk stays, whatever happens to the restore from here on.</summary>
    public void KeepChanges() => _context.Undo.Clear();

    /// <inheritdoc/>
    public void Dispose()
    {
        _context.UndoAll();
        _context.Dispose();
    }
}
