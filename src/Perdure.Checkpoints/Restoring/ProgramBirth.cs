using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Namespaces;
using Perdure.Checkpoints.Tree;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Faults;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Restoring;

/// <summary>
/// The processes of a program come into being: in perdure's own pid namespace, or in one of their own, with an init of ours as its first
/// process. Precondition of every member: called on the tracer thread.
/// </summary>
internal sealed class ProgramBirth
{
    private readonly ProgramImage _image;
    private readonly RestoreOptions _options;
    private readonly Door _door;
    private readonly List<string> _notes;
    private readonly Func<int, SafeFileHandle?> _terminalOf;
    private NamespaceInit? _init;

    private ProgramBirth(ProgramImage image, RestoreOptions options, Door door, Func<int, SafeFileHandle?> terminalOf, List<string> notes)
    {
        _terminalOf = terminalOf;
        _image = image;
        _options = options;
        _door = door;
        _notes = notes;
    }

    /// <summary>The processes by the pid that they have in the image. Their own pids are those that perdure sees.</summary>
    public IReadOnlyDictionary<int, BlankProcess> Processes { get; private set; } = new Dictionary<int, BlankProcess>();

    /// <summary>Tells what becomes of the root, when it is in the foreground but no child of ours: wait statuses, four bytes each.</summary>
    public SafeFileHandle? RootStatus { get; private set; }

    /// <summary>The /proc that shows the program's processes by the pids that they have in the image.</summary>
    public string ProcPath => _init is null ? "/proc" : $"/proc/{_init.Process.Pid}/root" + "/proc";

    /// <summary>The pid under which perdure knows a process of the image.</summary>
    public Pid PidOf(Pid pid) => Processes.TryGetValue(pid.Value, out var process) ? process.Pid : pid;

    /// <summary>Has all processes born, in their sessions and groups. When it fails nothing is left.</summary>
    public static ProgramBirth Give(ProgramImage image, RestoreOptions options, Door door, Func<int, SafeFileHandle?> terminalOf, List<string> notes)
    {
        var birth = new ProgramBirth(image, options, door, terminalOf, notes);
        var seed = BlankProcess.Spawn(SeedCode.FindSyscall);
        try
        {
            FailurePoints.Reach("seed-started");
            door.Open(seed);
            birth.Build(seed);
            return birth;
        }
        catch
        {
            birth.Kill();
            throw;
        }
        finally
        {
            seed.Kill();
        }
    }

    /// <summary>From here on the processes outlive perdure.</summary>
    public void Release()
    {
        if (_init is null || IsRootFirst)
            return;
        _init.Process.StopDyingWithTracer();
        _init.Process.Release();
    }

    /// <summary>Ends all of them.</summary>
    public void Kill()
    {
        foreach (var process in Processes.Values.Reverse())
            process.Kill();
        if (!IsRootFirst || Processes.Count == 0)
            _init?.Process.Kill();
        RootStatus?.Dispose();
    }

    private bool OwnPids => _options.Pids == PidChoice.New || _image.OwnPidNamespace;

    private bool IsRootFirst => OwnPids && _image.Root == 1;

    private void Build(BlankProcess seed)
    {
        var place = OwnPids ? PlaceInNamespace(seed) : new Birthplace(seed, _options.Foreground, InnerIds.SessionOf(Pid.Self), _options.Foreground, OwnPids: false, _door.Number);
        Processes = TreeBuilder.Build(_image, place, _terminalOf, _notes);
        GroupBuilder.Build(_image, Processes, _notes);
        if (OwnPids && !IsRootFirst)
            FinishInit();
    }

    private Birthplace PlaceInNamespace(BlankProcess seed)
    {
        const int outside = 0;
        const int ofInit = 1;
        _init = NamespaceInit.Begin(seed, _options.Foreground, _notes);

        // A root that is the first process itself makes its own session and group like any other.
        var leadsSession = !_options.Foreground && !(IsRootFirst && _image.Processes.Any(process => process.Pid == 1 && process.Session == 1));
        if (leadsSession)
            _init.LeadSession();
        else if (!IsRootFirst)
            _init.LeadGroup();
        return new Birthplace(_init.Process, AsSibling: false, leadsSession ? ofInit : outside, _options.Foreground, OwnPids: true, _door.Number)
        {
            Root = IsRootFirst ? _init.Process : null,
        };
    }

    private void FinishInit()
    {
        if (!_options.Foreground)
        {
            _init!.Finish(_image.Root, null, _door);
            return;
        }

        var (read, write) = PipeCalls.Create(0).OrThrow("make a pipe");
        using (write)
            _init!.Finish(_image.Root, write, _door);
        RootStatus = read;
    }
}
