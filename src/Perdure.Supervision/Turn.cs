namespace Perdure.Supervision;

/// <summary>Why a checkpoint is to be taken now.</summary>
/// <param name="Why">In a few words, for the journal.</param>
/// <param name="Asked">Who waits for it; null if nobody does.</param>
internal sealed record Turn(string Why, TaskCompletionSource<ControlAnswer>? Asked = null);
