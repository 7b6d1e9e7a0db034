namespace Perdure.Checkpoints.Files;

/// <summary>What to do at restore with files that changed since the checkpoint. docs/06-files.md says what counts as changed.</summary>
public enum ChangedFiles
{
    /// <summary>Restore nothing, name each of them.</summary>
    Refuse,

    /// <summary>Keep today's content beside as NAME.perdure-kept-TIME, then go on as RestoreCopy where the image can, else as UseCurrent.</summary>
    KeepCopy,

    /// <summary>Go on with today's content.</summary>
    UseCurrent,

    /// <summary>Put the content of the checkpoint back; refuse where the image doesn't have it.</summary>
    RestoreCopy,

    /// <summary>
    /// Every file has the content of the checkpoint again, or nothing is restored; what was there stays beside as NAME.perdure-kept-TIME, and takes its place again if the restore fails.
    /// </summary>
    AsSaved,

    /// <summary>
    /// As KeepCopy, without the copy beside, for files that nobody will miss, as in a trial (docs/15-bisect.md). What the program writes in place is refused where the image
    /// doesn't have it: a database of today beneath the memory of yesterday says nothing about yesterday. No choice of users.
    /// </summary>
    RestoreWhatIsKnown,
}
