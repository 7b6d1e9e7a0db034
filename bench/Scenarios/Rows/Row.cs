using Perdure.Scenarios.Report;
using Perdure.Scenarios.Tools;

namespace Perdure.Scenarios.Rows;

/// <summary>One thing to measure, the same way for each contender.</summary>
internal abstract class Row
{
    public abstract string Name { get; }

    /// <summary>Before the first round; not measured.</summary>
    public virtual void Prepare(Contender contender)
    {
    }

    /// <summary>One round. The machine's dirty pages have been written out before it.</summary>
    public abstract IEnumerable<Figure> Measure(Contender contender);

    /// <summary>After the last round: the server runs, the tool keeps nothing.</summary>
    public virtual void Finish(Contender contender) => contender.Tool.Forget();

    /// <summary>What was written by the round before goes to disk now, and not during a measurement.</summary>
    protected static void Settle()
    {
        Shell.Run("sync");
        Thread.Sleep(300);
    }
}
