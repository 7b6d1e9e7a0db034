using System.Globalization;

namespace Perdure.Kernel;

/// <summary>A process (thread group) id, as seen in perdure's own pid namespace.</summary>
/// <param name="Value">The number.</param>
public readonly record struct Pid(int Value)
{
    /// <summary>The leading thread of the process: the thread whose tid is the pid.</summary>
    public Tid Leader => new(Value);

    /// <summary>The calling process.</summary>
    public static Pid Self => new(Environment.ProcessId);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
