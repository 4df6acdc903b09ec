using System.Threading.Channels;

namespace Breezeway.Assistant.Watch;

/// <summary>"Something changed": one slot, so a thousand sets before anybody looks are one. Any thread sets, one waits.</summary>
public sealed class Signal
{
    readonly Channel<bool> _slot = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _slot.Writer.TryWrite(true);

    /// <summary>Takes the signal if it is set.</summary>
    public bool TryTake() => _slot.Reader.TryRead(out _);

    /// <summary>Waits for the signal and takes it. What ended the signals for good (<see cref="Fail"/>) is thrown.</summary>
    public async ValueTask WaitAsync(CancellationToken token) => await _slot.Reader.ReadAsync(token);

    /// <summary>No more signals will come. Who waits then gets the cause, or <see cref="ChannelClosedException"/> without one.</summary>
    public void Fail(Exception? cause) => _slot.Writer.TryComplete(cause);
}
