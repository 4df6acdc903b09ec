using System.Globalization;
using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Annex.Objects;

/// <summary>
/// Content retention: what LOCKCONTENT over the P2P protocol leaves beside the object, so that content stays for ten minutes even if the holder
/// is killed (repository.md 3, <c>.rtm</c> and <c>.rtl</c>).
/// </summary>
public static class Retention
{
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>True while the object must not be removed.</summary>
    public static bool IsActive(string objectPath, TimeProvider time)
    {
        if (Fs.TryReadText(objectPath + ".rtm") is not { } text) return false;
        return Seconds(text) is { } until ? until > Now(time) : Fs.LStat(objectPath + ".rtm") is { } s && s.MtimeSeconds + Period.TotalSeconds > (double)Now(time);
    }

    /// <summary>
    /// Promises that the content stays until now + 10 minutes; an earlier, longer promise is kept. Call it while holding the content's shared lock. Durable when it returns.
    /// </summary>
    public static RetentionPromise Promise(AnnexObjects objects, string objectPath, TimeProvider time)
    {
        using var guard = Guard(objects, objectPath);
        decimal until = Now(time) + (decimal)Period.TotalSeconds;
        string? old = Fs.TryReadText(objectPath + ".rtm");
        bool others = old is not null && IsActive(objectPath, time);
        string? written = null;
        if (!(others && Seconds(old!) is { } before && before >= until))
        {
            written = until.ToString(CultureInfo.InvariantCulture) + "s";
            Fs.WriteAtomic(objectPath + ".rtm", ByteText.Bytes(written), durable: true);
        }
        objects.Permissions.FreezeDirectory(Fs.Parent(objectPath));
        // somebody else's promise, perhaps of a process that was killed, must outlive ours
        return new RetentionPromise(objects, objectPath, others ? null : written);
    }

    /// <summary>Takes a promise back, if nobody relied on it but who made it.</summary>
    internal static void Withdraw(AnnexObjects objects, string objectPath, string written)
    {
        if (!Fs.Exists(objectPath + ".rtm")) return;
        using var guard = Guard(objects, objectPath);
        if (Fs.TryReadText(objectPath + ".rtm") == written)
        {
            Fs.TryUnlink(objectPath + ".rtm");
            Fs.TryUnlink(objectPath + ".rtl");
        }
        objects.Permissions.FreezeDirectory(Fs.Parent(objectPath));
    }

    /// <summary>The lock that promises are changed under; leaves the key's directory writable.</summary>
    static RecordLock Guard(AnnexObjects objects, string objectPath)
    {
        while (true)
        {
            objects.Permissions.ThawDirectory(Fs.Parent(objectPath));
            var held = RecordLock.Exclusive(objectPath + ".rtl");
            // whoever had it before may have removed the file
            if (held.IsStillAt(objectPath + ".rtl")) return held;
            held.Dispose();
        }
    }

    static decimal Now(TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds() / 1000m;
    static decimal? Seconds(string text) => decimal.TryParse(text.Trim().TrimEnd('s'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal d) ? d : null;
}

/// <summary>A promise that content stays. Left alone it ends by itself.</summary>
public sealed class RetentionPromise
{
    readonly AnnexObjects _objects;
    readonly string _object;
    readonly string? _written;

    internal RetentionPromise(AnnexObjects objects, string objectPath, string? written) => (_objects, _object, _written) = (objects, objectPath, written);

    /// <summary>Takes it back (a clean unlock): call it while the content's lock is still held. A promise made while another one held stays.</summary>
    public void Withdraw()
    {
        if (_written is not null) Retention.Withdraw(_objects, _object, _written);
    }
}
