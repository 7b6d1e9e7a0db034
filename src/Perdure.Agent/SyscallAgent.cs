using Perdure.Agent.Code;
using Perdure.Agent.Hooks;
using Perdure.Agent.Rings;
using Perdure.Kernel;
using Perdure.Kernel.Faults;
using Perdure.Kernel.Procfs;
using Perdure.Tracing;

namespace Perdure.Agent;

/// <summary>
/// Has a process note its own system calls: docs/19-syscall-agent.md. Hooks and notes are the process's own memory, so that nothing depends on whoever placed them: if perdure dies they go on noting,
/// and the next <see cref="Attach"/> takes them away first. Precondition of what takes a stopped process: called on the tracer thread.
/// </summary>
public sealed class SyscallAgent
{
    private readonly AgentMemory _memory;
    private readonly CodePages _pages = new();
    private readonly List<PlacedHook> _hooks = [];
    private readonly List<CodeModule> _modules = [];
    private ulong _newCodeSeen;

    private SyscallAgent(Pid pid, AgentMemory memory)
    {
        Pid = pid;
        _memory = memory;
        Rings = memory.RingsOf(pid);
    }

    /// <summary>The process.</summary>
    public Pid Pid { get; }

    /// <summary>What is noted.</summary>
    public AgentRings Rings { get; }

    /// <summary>How many places have a hook.</summary>
    public int HookCount => _hooks.Count;

    /// <summary>The calls that are of interest, or may be, and have no hook, with the reason: what they do is not in the rings.</summary>
    public IReadOnlyList<UnhookedCall> Unhooked { get; private set; } = [];

    /// <summary>Whether code of a file has been mapped since hooks were placed: <see cref="HookNewCode"/> is due. A look costs two microseconds and no stop.</summary>
    public bool HasNewCode => Rings.NewCode != _newCodeSeen;

    /// <summary>Whether the process still has the hooks: it has none after execve.</summary>
    public bool IsThere
    {
        get
        {
            using var mem = TargetBytes.Open(Pid);
            return _memory.IsThere(mem);
        }
    }

    /// <summary>Places hooks at all calls of interest.</summary>
    /// <param name="process">The stopped process.</param>
    /// <param name="survey">What was found in its code before the stop; without it the search is part of the stop.</param>
    public static SyscallAgent Attach(FrozenProcess process, CodeSurvey? survey = null)
    {
        AgentMachine.Check(process.Pid);
        if (Leftovers.TakeAway(process))
            survey = null;
        survey ??= CodeSurvey.Take(process.Pid);
        var agent = new SyscallAgent(process.Pid, AgentMemory.Map(process));
        try
        {
            agent.Hook(process, survey);
            return agent;
        }
        catch
        {
            agent.Detach(process);
            throw;
        }
    }

    /// <summary>Places hooks in code that has been mapped since, and gives rings to the threads of now.</summary>
    /// <param name="process">The stopped process.</param>
    /// <param name="survey">From <see cref="SurveyNewCode"/> before the stop; without it the search is part of the stop.</param>
    public void HookNewCode(FrozenProcess process, CodeSurvey? survey = null)
    {
        if (!IsThere)
            throw new PerdureException($"process {Pid} has executed another program, which has no hooks", "attach to it anew");
        ForgetModulesThatWent();
        Hook(process, survey ?? SurveyNewCode());
    }

    /// <summary>Looks at the code that has been mapped since, while the process runs.</summary>
    public CodeSurvey SurveyNewCode() => CodeSurvey.Take(Pid, [.. _modules.Where(StillHooked).Select(module => (module.Start, module.End))]);

    /// <summary>
    /// The agent of a child that has been forked: hooks and rings are there already, as a copy. Of the rings only that of the thread that forked has a thread; the next stop frees the others.
    /// </summary>
    public SyscallAgent Forked(Pid child)
    {
        var agent = new SyscallAgent(child, _memory.Copy()) { Unhooked = Unhooked, _newCodeSeen = _newCodeSeen };
        agent._hooks.AddRange(_hooks);
        agent._modules.AddRange(_modules);
        agent._pages.CopyFrom(_pages);
        return agent;
    }

    /// <summary>
    /// Puts the program's code back, and unmaps everything if no thread is in a hook.
    /// </summary>
    /// <returns>Whether all is gone, as it is if the process has executed another program. If not, the code is the program's own again and nothing is noted any more, but a thread has to leave its hook first: call it again in a later stop.</returns>
    public bool Detach(FrozenProcess process)
    {
        using var mem = TargetBytes.Open(Pid);
        var isThere = _memory.IsThere(mem);
        foreach (var hook in _hooks)
            if (isThere && TargetBytes.Are(mem, hook.At, hook.Patch()))
                TargetBytes.Write(mem, hook.At, hook.Original);
        _hooks.Clear();
        _modules.Clear();
        return !isThere || _memory.TryUnmap(process, _pages, mem);
    }

    private void Hook(FrozenProcess process, CodeSurvey survey)
    {
        var newCode = Rings.NewCode;
        var plans = survey.Modules.Select(module => new HookPlan(module)).ToList();
        using var mem = TargetBytes.Open(Pid);
        var areas = _memory.MapAreas(process, mem, plans);
        var places = new Lazy<ThreadPlaces>(() => ThreadPlaces.Of(process));
        var unhooked = new List<UnhookedCall>(Unhooked);
        foreach (var plan in plans)
        {
            unhooked.AddRange(plan.Unhooked);
            if (!areas.TryGetValue(plan, out var area))
            {
                unhooked.AddRange(plan.Sites.Select(site => new UnhookedCall(plan.Module.Path, new RemotePtr(site.Address), site.Number, "there is no free memory within reach of a jump")));
                continue;
            }

            var hooks = plan.Write(_memory.Place, area, mem, places);
            area.WriteTable(mem, hooks);
            _pages.Note(Pid, mem, hooks);
            foreach (var hook in hooks)
            {
                // Known before it is placed: whatever fails, it can be taken back.
                _hooks.Add(hook);
                TargetBytes.Write(mem, hook.At, hook.Patch());
                FailurePoints.Reach("agent-hook");
            }
        }

        _modules.AddRange(survey.Modules);
        Unhooked = unhooked;
        RingThreads.Settle(process, Rings);
        _newCodeSeen = newCode;
    }

    private bool StillHooked(CodeModule module)
    {
        var hooks = _hooks.Where(hook => hook.At >= module.Start && hook.At < module.End).ToList();
        using var mem = TargetBytes.Open(Pid);
        var there = ProcMaps.Read(Pid).Or([]).Any(map => map.Start == module.Start && map.End == module.End && map.Path == module.Path);
        return there && hooks.TrueForAll(hook => TargetBytes.Are(mem, hook.At, hook.Patch()));
    }

    private void ForgetModulesThatWent()
    {
        foreach (var module in _modules.Where(module => !StillHooked(module)).ToList())
        {
            _modules.Remove(module);
            _hooks.RemoveAll(hook => hook.At >= module.Start && hook.At < module.End);
            Unhooked = [.. Unhooked.Where(call => call.Address < module.Start || call.Address >= module.End)];
        }
    }
}
