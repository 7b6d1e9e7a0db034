namespace Perdure.Checkpoints.Files.Actions;

/// <summary>dup3(Fd, Number, 0) onto a number that is free, or, where Fd is -1, close(Number) again.</summary>
/// <param name="Fd">Descriptor.</param>
/// <param name="Number">Number.</param>
public sealed record LendDescriptor(int Fd, int Number) : RemoteAction;
