namespace Breezeway.Remotes.P2P.Messages;

/// <summary>
/// One line of the P2P protocol (transfer.md 2.3). The family is closed: every message there is stands in this folder, with its
/// parser beside its format. Text is byte text; the line's end is the wire's matter (<see cref="Wire.P2PConnection"/>).
/// </summary>
public abstract partial record Message
{
    Message() { }

    /// <summary>The line, without its newline. May hold characters that cannot be sent if a key holds them: see <see cref="IsSendable"/>.</summary>
    public abstract string Format();

    public sealed override string ToString() => Format();

    /// <summary>False when the line would be read as another one: it holds a newline, ends in a carriage return, or is too long.</summary>
    public static bool IsSendable(string line) => line.Length <= MaxLength && !line.AsSpan().ContainsAny('\n', '\0') && !line.EndsWith('\r');

    /// <summary>Characters of a line, its newline not counted. The reference reads 32768 at most, newline included.</summary>
    public const int MaxLength = 32767;

    /// <summary>Null when the line is not a message. Fields are separated by exactly one space; the last field takes the rest.</summary>
    public static Message? TryParse(string line)
    {
        if (line.Contains('\0')) return null;
        int space = line.IndexOf(' ');
        string verb = space < 0 ? line : line[..space];
        string? rest = space < 0 ? null : line[(space + 1)..];
        return rest is null ? TryParseBare(verb) : TryParseWithFields(verb, rest);
    }

    static Message? TryParseBare(string verb) => verb switch
    {
        AuthFailure.Verb => new AuthFailure(),
        Bypass.Verb => new Bypass([]),
        UnlockContent.Verb => new UnlockContent(),
        GetTimestamp.Verb => new GetTimestamp(),
        AlreadyHave.Verb => new AlreadyHave(),
        AlreadyHavePlus.Verb => new AlreadyHavePlus([]),
        DataPresent.Verb => new DataPresent(),
        Valid.Verb => new Valid(),
        Invalid.Verb => new Invalid(),
        Success.Verb => new Success(),
        SuccessPlus.Verb => new SuccessPlus([]),
        Failure.Verb => new Failure(),
        FailurePlus.Verb => new FailurePlus([]),
        NotifyChange.Verb => new NotifyChange(),
        Changed.Verb => new Changed([]),
        Error.Verb => new Error(""),
        _ => null,
    };

    static Message? TryParseWithFields(string verb, string rest) => verb switch
    {
        Auth.Verb => Auth.Parse(rest),
        AuthSuccess.Verb => AuthSuccess.Parse(rest),
        Version.Verb => Version.Parse(rest),
        Bypass.Verb => Bypass.Parse(rest),
        CheckPresent.Verb => CheckPresent.Parse(rest),
        LockContent.Verb => LockContent.Parse(rest),
        Remove.Verb => Remove.Parse(rest),
        RemoveBefore.Verb => RemoveBefore.Parse(rest),
        Timestamp.Verb => Timestamp.Parse(rest),
        Get.Verb => Get.Parse(rest),
        Put.Verb => Put.Parse(rest),
        PutFrom.Verb => PutFrom.Parse(rest),
        AlreadyHavePlus.Verb => AlreadyHavePlus.Parse(rest),
        Data.Verb => Data.Parse(rest),
        SuccessPlus.Verb => SuccessPlus.Parse(rest),
        FailurePlus.Verb => FailurePlus.Parse(rest),
        Connect.Verb => Connect.Parse(rest),
        ConnectDone.Verb => ConnectDone.Parse(rest),
        Changed.Verb => Changed.Parse(rest),
        Error.Verb => Error.Parse(rest),
        _ => null,
    };
}
