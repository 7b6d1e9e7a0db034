using Microsoft.Win32.SafeHandles;
using Perdure.Agent.Code;
using Perdure.Agent.Hooks;
using Perdure.Binaries.Code;
using Perdure.Kernel;

namespace Perdure.Agent;

/// <summary>Which calls of a module get hooks, and how much memory these take at most.</summary>
internal sealed class HookPlan
{
    private const int EventCodeBytes = 512;
    private const int MomentCodeBytes = 1280;
    private const int EntryCodeBytes = 256;
    private static readonly int s_byNumberCodeBytes = NotedCalls.All.Values.Sum(CodeBytesOf) + 1024;
    private readonly List<UnhookedCall> _unhooked = [];

    public HookPlan(CodeModule module)
    {
        Module = module;
        var interesting = module.Sites.Where(site => CodeSurvey.IsOfInterest(module, site)).ToList();
        Sites = [.. interesting.Where(site => site.Window is not null)];
        _unhooked.AddRange(interesting.Where(site => site.Window is null).Select(site => Without(site, Reason(site.Refusal))));
    }

    public CodeModule Module { get; }

    /// <summary>The calls that get one.</summary>
    public IReadOnlyList<SyscallSite> Sites { get; }

    /// <summary>Those that are of interest and get none.</summary>
    public IReadOnlyList<UnhookedCall> Unhooked => _unhooked;

    /// <summary>The most hooks.</summary>
    public int Records => Sites.Count + Sites.Count(site => site.Source is not null);

    /// <summary>The memory for them.</summary>
    public ulong AreaBytes => HookArea.BytesFor(Records, (ulong)Sites.Sum(CodeBytesOf));

    /// <summary>Writes the hooks into their area, and answers where they are to be placed. Sites whose code is not what it was, or in whose middle a thread stands, are left out.</summary>
    public IReadOnlyList<PlacedHook> Write(RingPlace rings, HookArea area, SafeFileHandle mem, Lazy<ThreadPlaces> threads)
    {
        var hooks = new List<PlacedHook>();
        var at = area.FirstHook;
        using var code = new MemoryStream();
        foreach (var site in Sites)
        {
            if (WhyNot(site, mem, threads) is { } reason)
            {
                _unhooked.Add(Without(site, reason));
                continue;
            }

            // Behind the call first: without it the number is noted for nobody.
            hooks.Add(Append(site.Window!, HookCode.BehindCall(rings, site, at), mem, code, ref at));
            if (site.Source is { } source && hooks.TrueForAll(hook => hook.At.Value != source.Entry.Start))
                hooks.Add(Append(source.Entry, HookCode.AtEntry(rings, source, at), mem, code, ref at));
        }

        Assert.Always(at <= area.End);
        TargetBytes.Write(mem, area.FirstHook, code.GetBuffer().AsSpan(0, (int)code.Length));
        return hooks;
    }

    private static PlacedHook Append(CodeWindow window, byte[] bytes, SafeFileHandle mem, MemoryStream code, ref RemotePtr at)
    {
        var original = TargetBytes.Read(mem, new RemotePtr(window.Start), window.Length);
        var hook = new PlacedHook(new RemotePtr(window.Start), at, original);
        code.Write(bytes);
        var next = HookArea.Align(at + (ulong)bytes.Length);
        code.Write(new byte[next - (at + (ulong)bytes.Length)]);
        at = next;
        return hook;
    }

    private static string? WhyNot(SyscallSite site, SafeFileHandle mem, Lazy<ThreadPlaces> threads)
    {
        foreach (var window in site.Source is { } source ? [site.Window!, source.Entry] : (CodeWindow[])[site.Window!])
        {
            if (!WindowBytes.AreThere(window, TargetBytes.Read(mem, new RemotePtr(window.Start), window.Length)))
                return "the program has changed its code since it was looked at";
            if (window.Inner.Any(address => threads.Value.Has(address)))
                return "a thread stands where the jump would be";
        }

        return null;
    }

    private static int CodeBytesOf(SyscallSite site) =>
        (site.Number is { } number ? CodeBytesOf(NotedCalls.Of(number)) : site.Source is null ? EventCodeBytes : s_byNumberCodeBytes) + (site.Source is null ? 0 : EntryCodeBytes);

    private static int CodeBytesOf(CallKind kind) => (kind & CallKind.AnyMoment) != 0 ? MomentCodeBytes : EventCodeBytes;

    private UnhookedCall Without(SyscallSite site, string reason) => new(Module.Path, new RemotePtr(site.Address), site.Number, reason);

    private static string Reason(WindowRefusal refusal) => refusal switch
    {
        WindowRefusal.TooShort => "the function ends right behind it",
        WindowRefusal.BranchInto => "a branch leads to the instructions behind it",
        WindowRefusal.Immovable => "the instructions behind it can't be moved",
        WindowRefusal.FlagsNeeded => "the instructions behind it need the flags",
        _ => "nothing is known of the code around it",
    };
}
