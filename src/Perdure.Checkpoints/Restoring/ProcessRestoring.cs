using Perdure.Checkpoints.Files.Whole;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Memory;
using Perdure.Checkpoints.Settings;
using Perdure.Checkpoints.Threads;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Faults;
using Perdure.Kernel.Procfs;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Restoring;

/// <summary>One process on its way back. Precondition of every member: called on the tracer thread, in the order in which they stand here.</summary>
internal sealed class ProcessRestoring
{
    private readonly ProcessImage _image;
    private readonly BlankProcess _process;
    private readonly SharedObjects _objects;
    private readonly List<ThreadRestorer> _threads = [];
    private RemotePtr _syscallInVdso;

    public ProcessRestoring(ProcessImage image, BlankProcess process, SharedObjects objects)
    {
        _image = image;
        _process = process;
        _objects = objects;
    }

    /// <summary>The pid under which perdure knows it.</summary>
    public Pid Pid => _process.Pid;

    /// <summary>Lays out the address space.</summary>
    public void BuildMemory() => _syscallInVdso = AddressSpaceBuilder.Build(_process, _image.AddressSpace!, _objects, new ProcessRestorer(_process, _image).RestoreLayout);

    /// <summary>Threads, settings, and everything else that needs the scratch area. Precondition: memory is filled.</summary>
    public void Furnish(FileRestorer files)
    {
        foreach (var thread in _image.Threads.Skip(1))
            _process.StartThread(new Tid(thread.Tid));
        FailurePoints.Reach("threads-started");
        for (var index = 0; index < _image.Threads.Count; index++)
            _threads.Add(new ThreadRestorer(_process, _process.Threads[index], _image.Threads[index]));
        var settings = new ProcessRestorer(_process, _image);
        settings.RestoreEarly();
        if (!_image.SharesFiles)
            DescriptorInstaller.Install(_process, files.DescriptorsOf(new Pid(_image.Pid)), _objects.Door);
        foreach (var thread in _threads)
            thread.RestoreSettings();
        settings.RestoreMarks();
    }

    /// <summary>What needs all files of all processes, and still the rights of root; then the rights go.</summary>
    public void FinishFiles(FileRestorer files)
    {
        new RemoteActionCalls(_process, files, _objects.Door).Run(files.ActionsOf(new Pid(_image.Pid)));
        var settings = new ProcessRestorer(_process, _image);
        settings.RestoreLimits();
        foreach (var thread in _threads)
            thread.RestoreCredentials();
        settings.RestoreLate();
    }

    /// <summary>The last preparations: what ticks begins to tick, the scratch area goes, every thread gets its registers.</summary>
    public void Ready(bool stopForDebugger)
    {
        _objects.Door.Close(_process);
        _threads[0].DropChildSignals();
        for (var index = 0; index < _threads.Count; index++)
            _threads[index].QueueSignals(_image.Threads[index].PendingSignals, _image.Pid, shared: false);
        _threads[0].QueueSignals(_image.Settings!.PendingSignals, _image.Pid, shared: true);
        var settings = new ProcessRestorer(_process, _image);
        settings.RestoreLockFuture();
        settings.RestoreTimers();
        foreach (var thread in _threads)
            thread.RestoreSeccomp();
        settings.RestoreTrapAction();
        _process.UnmapScratch(_syscallInVdso);
        foreach (var thread in _threads)
            thread.RestoreRegisters();
        if (stopForDebugger || _image.State == ProcessState.Stopped)
            GroupStop.Begin(_process.Leader.Tracee);
    }

    /// <summary>From here on the process outlives perdure.</summary>
    public void StopDyingWithUs() => _process.StopDyingWithTracer();

    /// <summary>Lets it go.</summary>
    public void Release() => _process.Release();
}
