using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Image;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Faults;
using Perdure.Kernel.Procfs;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Tree;

/// <summary>
/// Gives birth to the processes of an image with their pids, parents and sessions. A session is inherited at birth and left only by
/// setsid, so a process makes the children of its old session first, and a session whose leader has ended gets a ghost leader for a while.
/// Precondition: called on the tracer thread.
/// </summary>
internal sealed class TreeBuilder
{
    private const int ReapMilliseconds = 5000;
    private const int PollMilliseconds = 10;
    private readonly ProgramImage _image;
    private readonly Birthplace _place;
    private readonly ILookup<int, ProcessImage> _children;
    private readonly Dictionary<int, BlankProcess> _born = [];
    private readonly Dictionary<int, int> _sessionNow = [];
    private readonly List<string> _notes;
    private readonly Func<int, SafeFileHandle?> _terminalOf;

    private TreeBuilder(ProgramImage image, Birthplace place, Func<int, SafeFileHandle?> terminalOf, List<string> notes)
    {
        _image = image;
        _place = place;
        _terminalOf = terminalOf;
        _notes = notes;
        _children = image.Processes.Where(process => process.Pid != image.Root).ToLookup(process => process.ParentPid);
    }

    /// <summary>
    /// Builds the tree. In the foreground its root becomes our child; otherwise the seed's, so that init adopts it when the seed ends, and
    /// not when perdure ends: a parent-death signal is set after that. In a pid namespace of its own it is the child of that one's init.
    /// </summary>
    /// <param name="image">The program.</param>
    /// <param name="place">Where it comes into being.</param>
    /// <param name="terminalOf">The terminal that controls a session of the image.</param>
    /// <param name="notes">What the user should know is added.</param>
    /// <returns>The processes by the pid that they have in the image.</returns>
    public static IReadOnlyDictionary<int, BlankProcess> Build(ProgramImage image, Birthplace place, Func<int, SafeFileHandle?> terminalOf, List<string> notes)
    {
        var builder = new TreeBuilder(image, place, terminalOf, notes);
        try
        {
            builder.BuildRoot();
            return builder._born;
        }
        catch
        {
            builder.KillAll();
            throw;
        }
    }

    private void BuildRoot()
    {
        var root = _image.Processes.First(process => process.Pid == _image.Root);
        if (_place.JoinsSession && root.Session != root.Pid)
            _sessionNow[root.Session] = _place.Session;
        if (_place.Root is { } born)
            Give(root, _born[root.Pid] = born, _place.Session);
        else if (root.Session == root.Pid || SessionNow(root) == _place.Session)
            Give(root, Born(_place.Parent, root, _place.AsSibling), _place.Session);
        else
            Give(root, BornOfGhost(_place.Parent, root, _place.AsSibling, _place.Session, out var session), session);
    }

    /// <summary>Sets the session of a process that was just born into <paramref name="session"/>, and has its children born.</summary>
    private void Give(ProcessImage image, BlankProcess process, int session)
    {
        var wanted = image.Session == image.Pid ? image.Pid : session;
        var ofOldSession = _children[image.Pid].Where(child => wanted != session && child.Session != child.Pid && SessionNow(child) == session).ToList();
        foreach (var child in ofOldSession)
            Give(child, Born(process, child, asSibling: false), session);
        if (wanted != session)
        {
            process.Leader.Invoke(SyscallNumber.setsid).OrThrow($"make process {image.Pid} the leader of its session");
            if (_terminalOf(image.Session) is { } terminal)
                ControllingTerminal.Take(process, _place.Door, terminal);
        }

        foreach (var child in _children[image.Pid].Except(ofOldSession))
            BearIntoSession(process, child, wanted);
        if (!image.HasTerminal && _terminalOf(image.Session) is { } left)
            ControllingTerminal.Leave(process, _place.Door, left);
    }

    private void BearIntoSession(BlankProcess parent, ProcessImage child, int parentSession)
    {
        if (child.Session == child.Pid || SessionNow(child) == parentSession)
            Give(child, Born(parent, child, asSibling: false), parentSession);
        else
            Give(child, BornOfGhost(parent, child, asSibling: false, parentSession, out var session), session);
    }

    /// <summary>The session of a process, by the number that it has now: one whose leader is outside may have had to get another.</summary>
    private int SessionNow(ProcessImage process) => _sessionNow.GetValueOrDefault(process.Session, process.Session);

    private BlankProcess Born(BlankProcess parent, ProcessImage child, bool asSibling)
    {
        // A ghost shares nothing, and so neither do those that are born of it; the survey has refused what would need it.
        var shared = asSibling ? 0 : (child.SharesFiles ? CloneFlags.CLONE_FILES : 0) | (child.SharesFolder ? CloneFlags.CLONE_FS : 0);
        var made = parent.Fork(new Pid(child.Pid), asSibling, shared);
        for (var waited = 0; made.Error == Errno.EEXIST && !_place.OwnPids && waited < ReapMilliseconds && IsEnding(child.Pid); waited += PollMilliseconds)
        {
            Thread.Sleep(PollMilliseconds);
            made = parent.Fork(new Pid(child.Pid), asSibling, shared);
        }

        if (made.Error == Errno.EEXIST)
            throw _place.OwnPids ? new PerdureException($"the image needs pid {child.Pid} twice", "it is damaged: perdure verify says more") : PidTaken(child.Pid);
        if (made.Error == Errno.EPERM)
            throw new PerdureException($"cannot give process {child.Pid} its pid: EPERM", "root (CAP_CHECKPOINT_RESTORE) is needed to choose pids; or restore with --pid new", ExitCode.Unsupported);
        var process = made.OrThrow($"give process {child.Pid} its pid");
        _born[child.Pid] = process;
        FailurePoints.Reach("root-born");
        return process;
    }

    /// <summary>A ghost makes the session, bears the process as its own sibling, and goes.</summary>
    private BlankProcess BornOfGhost(BlankProcess parent, ProcessImage child, bool asSibling, int fallback, out int session)
    {
        var ghost = child.Session == 0 ? KernelResult.Failure<BlankProcess>(Errno.EEXIST) : parent.Fork(new Pid(child.Session), asSibling);
        if (!ghost.Ok)
        {
            var isRoot = child.Pid == _image.Root;
            session = isRoot ? child.Pid : fallback;
            _notes.Add($"session {child.Session} of process {child.Pid} is led by a process outside of the checkpoint; it now runs in session {session}");
            _sessionNow[child.Session] = session;
            var own = Born(parent, child, asSibling);
            if (isRoot)
                own.Leader.Invoke(SyscallNumber.setsid).OrThrow($"make process {child.Pid} the leader of a session");
            return own;
        }

        ghost.Value.Leader.Invoke(SyscallNumber.setsid).OrThrow($"make session {child.Session}");
        session = child.Session;
        var born = Born(ghost.Value, child, asSibling: true);
        ghost.Value.Kill();
        Reap(parent, child.Session);
        return born;
    }

    /// <summary>Has a process wait for a child, by the number that it has for it.</summary>
    internal static void Reap(BlankProcess parent, int child)
    {
        const ulong __WALL = 0x40000000;
        _ = parent.Leader.Invoke(SyscallNumber.wait4, (ulong)child, 0, __WALL, 0);
    }

    private void KillAll()
    {
        foreach (var process in _born.Values.Reverse())
            process.Kill();
    }

    /// <summary>A process that was just killed keeps its pid until its parent, or init, has waited for it.</summary>
    private static bool IsEnding(int pid) => ProcStat.Read(new Pid(pid)) is { Ok: false } or { Value.State: 'Z' or 'X' };

    private static PerdureException PidTaken(int pid)
    {
        var name = Directory.Exists($"/proc/{pid}") ? File.ReadAllText($"/proc/{pid}/comm").TrimEnd() : "a thread or group";
        return new PerdureException(
            $"pid {pid} is taken by {name}",
            $"is the program still running? stop it (kill {pid}), or restore into a pid namespace of its own with --pid new");
    }
}
