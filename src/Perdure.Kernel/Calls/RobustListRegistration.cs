namespace Perdure.Kernel.Calls;

/// <summary>What a thread told set_robust_list.</summary>
/// <param name="Head">Where the head of its list is; null for none.</param>
/// <param name="Length">The size of the head.</param>
public readonly record struct RobustListRegistration(RemotePtr Head, ulong Length);
