using System.Buffers.Binary;
using System.Collections.Concurrent;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Agent.Rings;

/// <summary>
/// What the hooks of a process have noted, read from outside. The process may run meanwhile: then what is being written is left out. May be used by any thread.
/// </summary>
public sealed class AgentRings
{
    private readonly Pid _pid;
    private readonly RemotePtr _head;
    private readonly RemotePtr _rings;
    private readonly int _groupBits;
    private readonly ConcurrentDictionary<ulong, List<(ulong After, ulong To)>> _vforks = new();

    internal AgentRings(Pid pid, RemotePtr head, RemotePtr rings, int groupBits) => (_pid, _head, _rings, _groupBits) = (pid, head, rings, groupBits);

    /// <summary>How many calls have been noted.</summary>
    public ulong Sequence => Head(RingLayout.HeadSequence);

    /// <summary>How often code of a file has been mapped.</summary>
    public ulong NewCode => Head(RingLayout.HeadNewCode);

    /// <summary>How many calls were not noted since there was no ring for their thread.</summary>
    public ulong Unnoted => Head(RingLayout.HeadUnnoted);

    /// <summary>The ring of a thread; null if it has made no call yet that is noted.</summary>
    /// <param name="fsBase">The FS base of the thread, which its registers tell.</param>
    public ThreadRing? Of(ulong fsBase)
    {
        if (fsBase == 0)
            return null;
        foreach (var ring in Candidates(fsBase))
            if (Word(ring + RingLayout.Key) == fsBase)
                return new ThreadRing(_pid, ring, fsBase, this);
        return null;
    }

    /// <summary>
    /// A thread has made a child that runs in its memory, with its FS base, until it executes another program or ends: what is noted from now on is the child's.
    /// Precondition: whoever traces calls it in the stop of the vfork.
    /// </summary>
    public void BeginVfork(ulong fsBase)
    {
        var marks = _vforks.GetOrAdd(fsBase, static _ => []);
        lock (marks)
            marks.Add((Sequence, ulong.MaxValue));
    }

    /// <summary>The child has gone on, and the thread makes its own calls again. Precondition: called before it runs.</summary>
    public void EndVfork(ulong fsBase)
    {
        if (!_vforks.TryGetValue(fsBase, out var marks))
            return;
        lock (marks)
            if (marks.Count > 0 && marks[^1].To == ulong.MaxValue)
                marks[^1] = marks[^1] with { To = Sequence };
    }

    /// <summary>Whether a call that is noted in the ring of a thread was that of its vfork child.</summary>
    internal bool IsOfVforkChild(ulong fsBase, ulong sequence)
    {
        if (!_vforks.TryGetValue(fsBase, out var marks))
            return false;
        lock (marks)
            return marks.Any(mark => sequence > mark.After && sequence <= mark.To);
    }

    /// <summary>The rings that may be a thread's, in the order in which its hooks look at them.</summary>
    internal IEnumerable<RemotePtr> Candidates(ulong fsBase)
    {
        var group = _rings + (RingLayout.GroupOf(fsBase, _groupBits) * RingLayout.GroupBytes);
        for (var index = 0UL; index < RingLayout.RingsOfGroup; index++)
            yield return group + (index * RingLayout.RingBytes);
    }

    /// <summary>All rings, taken or not.</summary>
    internal (RemotePtr Start, RemotePtr End) Range => (_rings, _rings + ((1UL << _groupBits) * RingLayout.GroupBytes));

    internal ulong Word(RemotePtr at)
    {
        Span<byte> word = stackalloc byte[8];
        var read = ProcessMemory.Read(_pid, at, word).OrThrow($"read the rings of process {_pid}");
        Assert.Always(read == word.Length);
        return BinaryPrimitives.ReadUInt64LittleEndian(word);
    }

    private ulong Head(int offset) => Word(_head + (ulong)offset);
}
