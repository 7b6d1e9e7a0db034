namespace Perdure.Checkpoints.Files.Journal;

/// <summary>What the journal of files may cost. docs/18-files-journal.md says why so.</summary>
internal static class JournalLimits
{
    /// <summary>So many bytes of all files are read while the program stands still: some 30 ms.</summary>
    public const long BytesInPause = 64L * 1024 * 1024;

    /// <summary>Of files that can be had in no other way up to so many bytes are read in the pause, if memory has them and <see cref="MostPauseMilliseconds"/> allow it.</summary>
    public const long MostBytesInPause = 256L * 1024 * 1024;

    /// <summary>So long the pause may be made by that.</summary>
    public const long MostPauseMilliseconds = 100;

    /// <summary>So many bytes tell how fast reading is today.</summary>
    public const long BytesUntilSpeedIsKnown = 8L * 1024 * 1024;

    /// <summary>A file of so many bytes that was read by a guess is read whole as soon as it rests; a larger one when its turn comes.</summary>
    public const long BytesReadAgainAtOnce = 256L * 1024 * 1024;

    /// <summary>A file whose age is less than this at the pause may be written again without getting another age: clocks of file systems tick every 1 to 10 ms.</summary>
    public const long ClockTickNanoseconds = 20_000_000;

    /// <summary>A large file that was written so shortly before is not read while the program runs: it would change under our eyes.</summary>
    public const long RestNanoseconds = 2_000_000_000;

    /// <summary>So many bytes before its old end must be the same if a file is to have only grown.</summary>
    public const int SameBytesBeforeEnd = 64 * 1024;

    /// <summary>After so many checkpoints that read only the end of a file, one reads it whole.</summary>
    public const int TailsInARow = 64;

    /// <summary>A file in more runs of data than this has the rest taken as one; zeros are left out all the same.</summary>
    public const int Ranges = 4096;
}
