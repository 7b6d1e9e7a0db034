using System.Globalization;

namespace Perdure.Kernel;

/// <summary>A thread id, as seen in perdure's own pid namespace.</summary>
/// <param name="Value">The number.</param>
public readonly record struct Tid(int Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
