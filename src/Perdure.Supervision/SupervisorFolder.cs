using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Supervision;

/// <summary>Where supervisors of this user can be found: a lock file and a control socket for each supervised program.</summary>
public static class SupervisorFolder
{
    /// <summary>Names another folder, for tests and containers.</summary>
    public const string Variable = "PERDURE_RUN";

    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>PERDURE_RUN; else /run/perdure for root, and $XDG_RUNTIME_DIR/perdure or /tmp/perdure-UID for others.</summary>
    public static string Path
    {
        get
        {
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen)
                return chosen;
            if (Environment.IsPrivilegedProcess)
                return "/run/perdure";
            return Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime
                ? System.IO.Path.Combine(runtime, "perdure")
                : string.Create(CultureInfo.InvariantCulture, $"/tmp/perdure-{Credentials.EffectiveUser()}");
        }
    }

    /// <summary>The pids of supervised programs. What supervisors that are gone have left is removed.</summary>
    public static IReadOnlyList<Pid> List()
    {
        var pids = new List<Pid>();
        if (!Directory.Exists(Path))
            return pids;
        foreach (var file in Directory.EnumerateFiles(Path, "*.lock"))
        {
            if (!int.TryParse(System.IO.Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
                continue;
            if (!RemoveUnlessHeld(new Pid(pid)))
                pids.Add(new Pid(pid));
        }

        pids.Sort((one, other) => one.Value.CompareTo(other.Value));
        return pids;
    }

    /// <summary>Whether a program is supervised.</summary>
    public static bool Has(Pid pid) => File.Exists(LockOf(pid)) && !RemoveUnlessHeld(pid);

    /// <summary>Where this process may have a socket on which its program notifies it; the folder is there then.</summary>
    public static string MakeNotifySocketPath()
    {
        Make();
        return System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}.notify"));
    }

    internal static string SocketOf(Pid pid) => FileOf(pid, "sock");

    /// <summary>Becomes the supervisor of a program, until the handle is closed or the process ends; a program has one.</summary>
    internal static SafeFileHandle Claim(Pid pid)
    {
        const int looks = 20;
        const int betweenMilliseconds = 5;
        Make();
        // Whoever only looks holds the lock for a moment, and removes a file that nobody has.
        for (var look = 0; look < looks; look++)
        {
            var file = DurableFiles.OpenOrCreate(LockOf(pid)).OrThrow($"make {LockOf(pid)}");
            if (DurableFiles.TryLockExclusive(file).Ok && IsAt(file, LockOf(pid)))
                return file;
            file.Dispose();
            Thread.Sleep(betweenMilliseconds);
        }

        throw SupervisorClaim.Taken(pid);
    }

    /// <summary>Precondition: the lock is held.</summary>
    internal static void Remove(Pid pid)
    {
        File.Delete(SocketOf(pid));
        File.Delete(LockOf(pid));
    }

    private static string LockOf(Pid pid) => FileOf(pid, "lock");

    private static string FileOf(Pid pid, string ending) => System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"{pid.Value}.{ending}"));

    private static bool RemoveUnlessHeld(Pid pid)
    {
        if (DurableFiles.OpenExisting(LockOf(pid)) is not { Ok: true } opened)
            return true;
        using var file = opened.Value;
        if (!DurableFiles.TryLockExclusive(file).Ok)
            return false;
        // Another one may have removed it meanwhile, and a new supervisor have come.
        if (!IsAt(file, LockOf(pid)))
            return RemoveUnlessHeld(pid);
        Remove(pid);
        return true;
    }

    private static bool IsAt(SafeFileHandle file, string path) =>
        FileCalls.Status(file) is { Ok: true, Value: var opened } && FileCalls.Status(path) is { Ok: true, Value: var named } && opened.Device == named.Device && opened.Inode == named.Inode;

    /// <summary>The folder is in a place where others may write: one that is not ours, or open to them, is not used.</summary>
    private static void Make()
    {
        try
        {
            Directory.CreateDirectory(Path, Owner);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PerdureException($"cannot make the folder of supervisors {Path}: {e.Message}", $"{Variable} names another one");
        }

        var status = FileCalls.Status(Path).OrThrow($"look at {Path}");
        if (status.Uid != Credentials.EffectiveUser())
            throw new PerdureException($"the folder of supervisors {Path} belongs to the user {status.Uid}, and not to {Credentials.EffectiveUser()}", $"name another one by {Variable}");
        if ((File.GetUnixFileMode(Path) & ~Owner) is not UnixFileMode.None and var open)
            throw new PerdureException($"the folder of supervisors {Path} is open to others ({open})", $"chmod 700 {Path}, or name another one by {Variable}");
    }
}
