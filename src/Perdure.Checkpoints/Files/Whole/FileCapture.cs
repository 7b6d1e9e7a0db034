using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Journal;
using Perdure.Kernel;

namespace Perdure.Checkpoints.Files.Whole;

/// <summary>
/// Saves the open files of a tree of processes from outside: through duplicates of their descriptors (pidfd_getfd), /proc and sock_diag. Nothing of the
/// processes is changed: no offset moves, no byte is taken out of a queue.
/// </summary>
public static class FileCapture
{
    /// <summary>What would be refused, found while the processes still run; nothing is kept.</summary>
    public static FileCheck Check(IReadOnlyList<Pid> processes, FileCaptureOptions options)
    {
        using var captured = CapturedFiles.Take(processes, options, peek: false);
        var threads = SeparateThreads.Find(processes);
        return new FileCheck([.. captured.Refusals, .. threads], captured.Notes);
    }

    /// <summary>
    /// Looks at all that can change when the processes go on. Precondition: they stand still. Let them go on, then call <see cref="CapturedFiles.Complete"/>.
    /// </summary>
    public static CapturedFiles Capture(IReadOnlyList<Pid> processes, FileCaptureOptions options) => CapturedFiles.Take(processes, options, peek: true);

    /// <summary>The same, with the content of what the program can write.</summary>
    internal static CapturedFiles Capture(IReadOnlyList<Pid> processes, FileCaptureOptions options, JournalTaking? journal) => CapturedFiles.Take(processes, options, peek: true, journal);
}
