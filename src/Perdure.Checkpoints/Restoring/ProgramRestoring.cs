using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Regular;
using Perdure.Checkpoints.Files.Whole;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Lazy;
using Perdure.Checkpoints.Memory;
using Perdure.Checkpoints.Namespaces;
using Perdure.Checkpoints.Settings;
using Perdure.Checkpoints.Threads;
using Perdure.Checkpoints.Tree;
using Perdure.Checkpoints.Verifying;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Faults;
using Perdure.Kernel.Procfs;
using Perdure.Store;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Restoring;

/// <summary>A program on its way back: born, furnished, filled, let go. Precondition of every member: called on the tracer thread.</summary>
internal sealed class ProgramRestoring : IDisposable
{
    private readonly ImageReader _reader;
    private readonly RestoreOptions _options;
    private readonly LazyRestore? _lazy;
    private readonly IProgress<CheckpointProgress>? _progress;
    private readonly Inventory _inventory;
    private readonly ProgramImage _image;
    private readonly FileTable _fileTable;
    private readonly FileRestorer _files;
    private readonly SharedObjects _objects;
    private readonly List<string> _notes = [];
    private readonly List<ProcessRestoring> _processes = [];
    private ProgramBirth? _birth;
    private bool _released;
    private bool _isLazy;

    public ProgramRestoring(ImageReader reader, Inventory inventory, RestoreOptions options, LazyRestore? lazy, IProgress<CheckpointProgress>? progress)
    {
        _reader = reader;
        _options = options;
        _lazy = lazy;
        _progress = progress;
        _inventory = inventory;
        _image = _inventory.Program;
        _fileTable = _inventory.Files;
        _files = new FileRestorer(_fileTable, new ChunkSource(reader), FileOptions());
        _objects = new SharedObjects(Door.Beyond(_fileTable));
    }

    /// <summary>Refuses what can't be brought back here and now; nothing is touched.</summary>
    public void Plan()
    {
        var machine = MachineCheck.Lacks(_image.Machine).ToList();
        var files = UnchangedFiles.Lacks(_image);
        if (machine.Count > 0)
            throw new PerdureException([.. machine, .. files], MachineCheck.Hint, ExitCode.Unsupported);
        if (files.Count > 0)
            throw new PerdureException(files, UnchangedFiles.Hint);
        _notes.AddRange(MachineCheck.Notes(_image.Machine));
        RightsCheck.Check(_image, _notes);
        ChangedFilePolicy.Check(_files.FindChanges(), _options.Files);
    }

    /// <summary>All that lacks here, each in a sentence, of machine, programs and open files; nothing is touched.</summary>
    public IReadOnlyList<string> Lacks()
    {
        List<string> lacks = [.. MachineCheck.Lacks(_image.Machine), .. UnchangedFiles.Lacks(_image)];
        try
        {
            ChangedFilePolicy.Check(_files.FindChanges(), _options.Files);
        }
        catch (PerdureException e)
        {
            lacks.AddRange(e.Lines);
        }

        return lacks;
    }

    /// <summary>Does it all.</summary>
    public RestoreOutcome Run(Stopwatch watch)
    {
        Plan();
        FailurePoints.Reach("planned");
        OwnLimits.RaiseOpenFiles();
        _files.CreateTerminals();
        Report("starting processes");
        _birth = ProgramBirth.Give(_image, _options, _objects.Door, _files.ControllingTerminalOf, _notes);
        PutIntoCgroups();
        FailurePoints.Reach("born");
        _files.Create();
        FailurePoints.Reach("files-created");
        BuildMemory();
        FailurePoints.Reach("mapped");
        var memoryStart = Stopwatch.GetTimestamp();
        Fill();
        FailurePoints.Reach("filled");
        var memory = Stopwatch.GetElapsedTime(memoryStart);
        _files.FinishMemoryFiles();
        foreach (var process in _processes)
            process.Furnish(_files);
        if (_isLazy)
            _lazy!.LeaveDescriptors(_objects.Door);
        FailurePoints.Reach("furnished");
        foreach (var process in _processes)
            process.FinishFiles(_files);
        FailurePoints.Reach("files-finished");
        foreach (var zombie in _image.Processes.Where(process => process.State == ProcessState.Zombie))
            Blank(zombie).Die(new WaitStatus(zombie.ExitStatus));
        // Children first: the SIGCHLD of those that are stopped is not the program's, and their parents drop it.
        foreach (var process in _processes.AsEnumerable().Reverse())
            process.Ready(_options.StopForDebugger);
        FailurePoints.Reach("ready");
        Release();
        return new RestoreOutcome(
            _birth.PidOf(new Pid(_image.Root)), [.. _notes, .. _files.Notes],
            new RestoreTimings((long)watch.Elapsed.TotalMicroseconds, (long)memory.TotalMicroseconds))
        {
            KeptConnections = _files.KeptConnections,
            ClosedConnections = _files.ClosedConnections,
            Processes = [.. _processes.Select(process => process.Pid)],
            RootStatus = _birth.RootStatus,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_released)
            _birth?.Kill();

        _objects.Dispose();
        _files.Dispose();
    }

    /// <summary>In the foreground the program takes over our standard files; detached it gets /dev/null where it had a terminal or a pipe to outside.</summary>
    private FileRestoreOptions FileOptions() => new()
    {
        Changed = _options.Files,
        HoldTable = ConnectionHold.TableOf(_reader.Entry.Id),
        PidOf = pid => _birth!.PidOf(pid),
        ProcPath = () => _birth!.ProcPath,
        Standard = _options.Foreground ? [StandardFile(0), StandardFile(1), StandardFile(2)] : [],
        Terminal = _options.Foreground && !Console.IsInputRedirected ? StandardFile(0) : null,
    };

    private static SafeFileHandle StandardFile(int fd) => new(fd, ownsHandle: false);

    private void PutIntoCgroups()
    {
        var places = new CgroupPlaces(_notes);
        foreach (var process in _image.Processes.Where(process => process.Settings is not null))
            places.PutBack(Blank(process).Pid, process.Settings!.Cgroups);
    }

    private BlankProcess Blank(ProcessImage image) => _birth!.Processes[image.Pid];

    private void BuildMemory()
    {
        Report("mapping memory");
        ObjectRestorer.Restore(_image.Objects, _objects, _files);
        foreach (var image in _image.Processes.Where(process => process.State != ProcessState.Zombie))
        {
            var process = new ProcessRestoring(image, Blank(image), _objects);
            process.BuildMemory();
            _processes.Add(process);
        }
    }

    private void Fill()
    {
        Report("filling memory");
        var filler = new PageFiller(_reader);
        var targets = new List<IDisposable>();
        var maps = _inventory.Pages;
        var later = MissingPages(filler);
        foreach (var image in _image.Processes.Where(process => process.AddressSpace is not null))
        {
            var target = new ProcessTarget(Blank(image).Pid);
            targets.Add(target);
            if (later.TryGetValue(image.AddressSpace!.ObjectId, out var map))
                filler.Add(map, target);
            else if (maps.TryGetValue(image.AddressSpace.ObjectId, out map))
                filler.Add(map, QuickTarget(image, map, target, targets));
        }

        _objects.OpenSegments(_image.Processes.Where(process => process.AddressSpace is not null).SelectMany(process => process.AddressSpace!.Mappings.Select(mapping => (Blank(process).Pid.Value, mapping))));
        foreach (var (id, target) in _objects.Targets())
        {
            if (maps.TryGetValue(id, out var map))
                filler.Add(map, target);
        }

        filler.FillAll();
        if (_isLazy)
            _lazy!.HandOver();
        _objects.RemoveDoomedSegments();
        foreach (var target in targets)
            target.Dispose();
    }

    /// <summary>The quickest way into the memory of a process that has much of it.</summary>
    private IPageTarget QuickTarget(ProcessImage image, PageMap map, ProcessTarget plain, List<IDisposable> targets)
    {
        const long worthwhilePages = 4096;
        const int pageShift = 12;
        if (map.PageCount < worthwhilePages)
            return plain;
        var mappings = image.AddressSpace!.Mappings.Where(LazySelection.MayBeLazy).Select(mapping => new PageRange(mapping.Start >> pageShift, mapping.End >> pageShift));
        if (RegisteredTarget.TryRegister(Blank(image), mappings, plain) is not { } quick)
            return plain;
        targets.Add(quick);
        return quick;
    }

    /// <summary>For a lazy restore: registers what comes later.</summary>
    /// <returns>Of each address space that has some, the pages that are to be filled now.</returns>
    private Dictionary<long, PageMap> MissingPages(PageFiller filler)
    {
        var now = new Dictionary<long, PageMap>();
        if (_lazy is null)
            return now;
        foreach (var (image, selection) in _lazy.Choice)
        {
            var id = image.AddressSpace!.ObjectId;
            filler.Add(selection.Pinned, _lazy.Register(Blank(image), _objects.Door, id, selection));
            now.Add(id, selection.Eager);
        }

        _isLazy = now.Count > 0;
        return now;
    }

    private void Release()
    {
        if (_isLazy)
            _lazy!.AwaitServer();
        _files.Revive();
        foreach (var process in _processes)
            process.StopDyingWithUs();
        _files.KeepChanges();
        _released = true;
        if (_options.Foreground)
            TerminalOwner.Give(_birth!.PidOf(new Pid(_image.Root)));
        _birth!.Release();
        foreach (var process in _processes)
            process.Release();
        if (_isLazy)
            _lazy!.TellReleased();
    }

    private void Report(string phase) => _progress?.Report(new CheckpointProgress(phase, 0, 0));
}
