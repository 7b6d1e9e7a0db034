namespace Perdure.Kernel.Calls;

/// <summary>How two kernel objects relate. The order is arbitrary but the same for all comparisons, so that a sort finds equal ones.</summary>
public enum KcmpOrder
{
    /// <summary>The same object.</summary>
    Equal = 0,

    /// <summary>The first comes before the second.</summary>
    Less = 1,

    /// <summary>The first comes after the second.</summary>
    Greater = 2,

    /// <summary>Different, and without an order.</summary>
    Unordered = 3,
}
