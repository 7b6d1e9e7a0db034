using Microsoft.Data.Sqlite;
using Perdure.Kernel;
using Perdure.Store.Bytes;

namespace Perdure.Store;

/// <summary>What to do about an error of SQLite, in the words of <see cref="StoreFailure"/>.</summary>
internal static class DatabaseHints
{
    private const int SQLITE_PERM = 3;
    private const int SQLITE_BUSY = 5;
    private const int SQLITE_READONLY = 8;
    private const int SQLITE_IOERR = 10;
    private const int SQLITE_FULL = 13;
    private const int SQLITE_CANTOPEN = 14;

    /// <summary>Empty if there is nothing to say.</summary>
    public static string For(SqliteException e) => e.SqliteErrorCode switch
    {
        SQLITE_FULL => StoreFailure.Hint(Errno.ENOSPC),
        SQLITE_PERM or SQLITE_READONLY or SQLITE_CANTOPEN => StoreFailure.Hint(Errno.EACCES),
        SQLITE_IOERR => "the disk failed or is full: look at df, and into the kernel's log (dmesg)",
        SQLITE_BUSY => "another perdure works on it for long: try again, or look who (perdure ps, fuser -v)",
        _ => "",
    };
}
