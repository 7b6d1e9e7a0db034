using Perdure.Kernel;
using Perdure.Scenarios.Probes;

namespace Perdure.Scenarios.Servers;

/// <summary>
/// An unmodified server in a session of its own, its output in a file, as a service manager would run it. A restored server keeps pid and
/// port, so the same object stands for it before and after.
/// </summary>
internal abstract class Server
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private IReadOnlyList<Pid> _tree = [];

    protected Server(string folder)
    {
        Folder = folder;
        Directory.CreateDirectory(folder);
        Undo.Add(Stop);
    }

    public int Port { get; } = FreePort.Find();

    public Pid Pid { get; private set; }

    protected string Folder { get; }

    /// <summary>The request whose answer says that the server is at work.</summary>
    public abstract Question Question { get; }

    public bool IsAlive => Pid.Value != 0 && Alive(Pid);

    /// <summary>Starts it and waits for its first answer.</summary>
    public virtual void Start()
    {
        // The shell becomes setsid and that becomes the server, so the pid is the server's.
        Pid = Daemon.Start($"exec setsid {Command} </dev/null >'{Folder}/server.log' 2>&1");
        FirstAnswer.Wait(Port, Question, Patience);
    }

    /// <summary>Ends every process of it at once, and waits until the pids are free again.</summary>
    public void Stop()
    {
        if (Pid.Value == 0)
            return;
        foreach (var pid in Tree())
            Daemon.Kill(pid);
        WaitUntilGone();
    }

    /// <summary>Waits until no process of it is left, reaped ones included: a restore to the same pids can only begin then.</summary>
    public void WaitUntilGone()
    {
        var deadline = Clock.After(Clock.Now, Patience);
        while (Tree().Any(pid => Directory.Exists($"/proc/{pid}")))
        {
            if (Clock.Now > deadline)
                throw new PerdureException($"process {Pid} has been killed but not reaped");
            Thread.Sleep(5);
        }
    }

    /// <summary>Throws when the restored server is not what it was.</summary>
    public abstract void Check();

    /// <summary>The command line, to be run by a shell.</summary>
    protected abstract string Command { get; }

    /// <summary>Remembers the tree while it is whole: after a kill the children can't be found any more.</summary>
    public void RememberTree() => _tree = [Pid, .. Daemon.Descendants(Pid)];

    private IReadOnlyList<Pid> Tree()
    {
        if (IsAlive)
            RememberTree();
        return _tree;
    }

    private static bool Alive(Pid pid) => Daemon.State(pid) is not ('Z' or '\0');
}
